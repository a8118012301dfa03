import { execute, type MissingPeer, number, output } from "./peers.ts";

/** A program that trains a shared network. */
export interface SharedPeer {
  /** Name in the table. */
  readonly name: string;
  /** Trains with the arguments; the median epoch as the program itself reports it. */
  run(args: readonly string[]): Promise<{ seconds: number }>;
}

/**
 * Finds `torch_shared.py` in `SEMAUTO_PEERS` and a Python with PyTorch in `SEMAUTO_PYTHON`.
 *
 * @param prepared Folder that prepare.py wrote.
 * @returns The peer, or why it does not run.
 */
export async function findSharedPeer(prepared?: string): Promise<SharedPeer | MissingPeer> {
  const name = "PyTorch, CSR, CPU";
  const sources = Deno.env.get("SEMAUTO_PEERS");
  const python = Deno.env.get("SEMAUTO_PYTHON") ?? "python3";
  if (!sources) return { name, why: "SEMAUTO_PEERS names no folder" };
  if (!prepared) return { name, why: "--prepared names no folder of prepare.py" };
  const probe = "import numpy, scipy, torch; print(torch.__version__)";
  const probed = await execute(python, ["-c", probe]);
  if (!probed.ok) return { name, why: probed.text };
  const train = (args: readonly string[]) =>
    output(python, [
      ...[`${sources}/torch_shared.py`, prepared, "--device", "cpu", "--norm", "l2"],
      ...["--dropout", "0", ...args],
    ]);
  try {
    await train(["--epochs", "1"]);
  } catch {
    return { name, why: `PyTorch ${probed.text} does not run torch_shared.py` };
  }
  return {
    name: `PyTorch ${probed.text}, CSR, CPU`,
    run: async (args) => ({ seconds: number(await train(args), /s\/epoch=([\d.]+)/) }),
  };
}
