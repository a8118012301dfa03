/** A program to measure against. */
export interface Peer {
  /** Name in the table. */
  readonly name: string;
  /** Whether it is given few users only, because more would take minutes. */
  readonly isSlow: boolean;
  /** Trains the users of a folder; seconds of training as the program itself reports them. */
  run(
    folder: string,
    users: number,
    epochs: number,
  ): Promise<{ seconds: number; preparing?: number }>;
}

/** A peer that cannot be run here. */
export interface MissingPeer {
  /** Name of the program. */
  readonly name: string;
  /** What is missing. */
  readonly why: string;
}

/**
 * Finds the peers that run on this machine.
 *
 * @param sources Folder with the peers' sources, if any.
 * @param scratch Where compiled programs go.
 * @returns Those that run, and those that do not, with the reason.
 */
export async function findPeers(
  sources: string | undefined,
  scratch: string,
): Promise<{ found: Peer[]; missing: MissingPeer[] }> {
  const found: Peer[] = [], missing: MissingPeer[] = [];
  if (!sources) {
    return { found, missing: [{ name: "all peers", why: "SEMAUTO_PEERS names no folder" }] };
  }
  const binary = `${scratch}/personal_peer`;
  const flags = ["-O3", "-march=native", "-ffast-math", "-fopenmp"];
  const compiled = await execute("gcc", [
    ...flags,
    "-o",
    binary,
    `${sources}/personal_peer.c`,
    "-lm",
  ]);
  if (compiled.ok) {
    found.push({
      name: "C, OpenMP, gcc -O3 -march=native -ffast-math",
      isSlow: false,
      run: async (folder, _users, epochs) => ({
        seconds: number(
          await output(binary, [`${folder}/users.bin`, String(epochs)]),
          /seconds ([\d.]+)/,
        ),
      }),
    });
  } else missing.push({ name: "C, OpenMP", why: compiled.text });

  const python = Deno.env.get("SEMAUTO_PYTHON") ?? "python3";
  const script = (name: string, file: string, modules: string, isSlow: boolean, args: Arguments) =>
    pythonPeer(python, sources, name, file, modules, isSlow, args);
  const candidates = [
    script("Numba, parallel, fastmath", "numba_peer.py", "numba", false, (folder, epochs) => [
      folder,
      "0",
      String(epochs),
    ]),
    script("SciPy, CSR", "scipy_peer.py", "scipy", true, (folder, epochs) => [
      folder,
      "0",
      "200000",
      String(epochs),
    ]),
    ...["index_add", "segment"].map((impl) =>
      script(`PyTorch, ${impl}`, "torch_peer.py", "torch", true, (folder, epochs) => [
        folder,
        "--impl",
        impl,
        "--epochs",
        String(epochs),
        "--threads",
        String(navigator.hardwareConcurrency),
      ])
    ),
    script("PyTorch, index_add, CUDA", "torch_peer.py", "torch_cuda", false, (folder, epochs) => [
      folder,
      "--impl",
      "index_add",
      "--epochs",
      String(epochs),
      "--device",
      "cuda",
    ]),
  ];
  for (const candidate of await Promise.all(candidates)) {
    if ("why" in candidate) missing.push(candidate);
    else found.push(candidate);
  }
  return { found, missing };
}

type Arguments = (folder: string, epochs: number) => string[];

async function pythonPeer(
  python: string,
  sources: string,
  name: string,
  file: string,
  modules: string,
  isSlow: boolean,
  args: Arguments,
): Promise<Peer | MissingPeer> {
  const test = modules === "torch_cuda"
    ? "import numpy, torch; assert torch.cuda.is_available(), 'CUDA is not available'"
    : `import numpy, ${modules}`;
  const probed = await execute(python, ["-c", test]);
  if (!probed.ok) return { name, why: probed.text };
  return {
    name,
    isSlow,
    async run(folder, _users, epochs) {
      const text = await output(python, [`${sources}/${file}`, ...args(folder, epochs)]);
      const preparing = /prep_s=([\d.]+)/.exec(text);
      return {
        seconds: number(text, /train_s=([\d.]+)/),
        preparing: preparing ? Number(preparing[1]) : undefined,
      };
    },
  };
}

/** Runs a program; its output, or the last line of its errors. */
export async function execute(
  command: string,
  args: string[],
): Promise<{ ok: boolean; text: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, {
      args,
      // Compiled Numba code and bytecode go to a scratch folder: the sources may be read-only.
      env: { NUMBA_CACHE_DIR: "/tmp/semauto-numba", PYTHONDONTWRITEBYTECODE: "1" },
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    const lastLine = decode(stderr).split("\n").at(-1) ?? "";
    return { ok: success, text: success ? decode(stdout) : lastLine };
  } catch (cause) {
    return { ok: false, text: (cause as Error).message };
  }
}

/** Output of a program that has to run. */
export async function output(command: string, args: string[]): Promise<string> {
  const { ok, text } = await execute(command, args);
  if (!ok) throw new Error(`Cannot run ${command} ${args.join(" ")}: ${text}`);
  return text;
}

/** The number that a pattern finds. */
export function number(text: string, pattern: RegExp): number {
  const found = pattern.exec(text);
  if (!found) throw new Error(`Cannot find ${pattern} in the output '${text}'`);
  return Number(found[1]);
}
