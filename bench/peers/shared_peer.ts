import { execute, type MissingPeer, number, output } from "./peers.ts";

/** A program that trains a shared network. */
export interface SharedPeer {
  /** Name in the table. */
  readonly name: string;
  /** Trains with the arguments; the median epoch as the program itself reports it. */
  run(args: readonly string[]): Promise<{ seconds: number }>;
  /** The same on a CUDA device, by sparse and by dense masked products; none where there is no such device. */
  readonly onCuda: readonly Pick<SharedPeer, "name" | "run">[];
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
  const probe = "import numpy, scipy, torch; print(torch.__version__, torch.cuda.is_available())";
  const probed = await execute(python, ["-c", probe]);
  if (!probed.ok) return { name, why: probed.text };
  const [version, cuda] = probed.text.split(" ");
  const train = (device: string, args: readonly string[]) =>
    output(python, [
      ...[`${sources}/torch_shared.py`, prepared, "--device", device, "--norm", "l2"],
      ...["--dropout", "0", ...args],
    ]);
  const timed = (device: string, more: readonly string[]) => async (args: readonly string[]) => ({
    seconds: number(await train(device, [...more, ...args]), /s\/epoch=([\d.]+)/),
  });
  try {
    await train("cpu", ["--epochs", "1"]);
  } catch {
    return { name, why: `PyTorch ${version} does not run torch_shared.py` };
  }
  return {
    name: `PyTorch ${version}, CSR, CPU`,
    run: timed("cpu", []),
    onCuda: (cuda === "True" ? ["csr", "dense"] : []).map((impl) => ({
      name: `PyTorch ${version}, ${impl}, CUDA`,
      run: timed("cuda", ["--impl", impl]),
    })),
  };
}
