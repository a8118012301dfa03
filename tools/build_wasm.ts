/**
 * Compiles the WebAssembly kernels from their AssemblyScript sources, twice each (with and without relaxed SIMD), into one TypeScript
 * module of base64: such a module loads from a URL like any other, without a permission, a flag or a tool.
 *
 *     deno task build-wasm            writes the module
 *     deno task build-wasm --check    fails if the committed module is not what the source gives
 */
import asc from "npm:assemblyscript@0.28.20/asc";

const FOLDER = new URL("../src/kernels/wasm/", import.meta.url);
const SOURCE = new URL("personal_autoencoder.as", FOLDER);
const MODULE = new URL("personal_autoencoder_bytes.ts", FOLDER);

/** Compiles the source; AssemblyScript insists on the .ts ending, which Deno would take for TypeScript. */
async function compile(source: string, relaxed: boolean): Promise<string> {
  let binary = new Uint8Array();
  const { error, stderr } = await asc.main(
    ["kernel.ts", "--outFile", "kernel.wasm", "-O3", "--noAssert", "--runtime", "stub"]
      .concat(["--initialMemory", "4", "--enable", "simd"])
      .concat(relaxed ? ["--enable", "relaxed-simd"] : []),
    {
      readFile: (name) => name === "kernel.ts" ? source : null,
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") binary = Uint8Array.from(contents);
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  // Lines of 96 characters; atob() passes over the line breaks.
  return binary.toBase64().replaceAll(/.{96}/g, "$&\n");
}

const source = await Deno.readTextFile(SOURCE);
const text = `// Made from personal_autoencoder.as by \`deno task build-wasm\`; do not edit.

/** The kernel with relaxed SIMD, in base64. */
export const RELAXED = \`
${await compile(source, true)}
\`;

/** The kernel with plain SIMD, in base64. */
export const PLAIN = \`
${await compile(source, false)}
\`;
`;

if (Deno.args.includes("--check")) {
  if (await Deno.readTextFile(MODULE) !== text) {
    console.error(
      "src/kernels/wasm/personal_autoencoder_bytes.ts is not what its source gives: run 'deno task build-wasm' and commit",
    );
    Deno.exit(1);
  }
  console.log("The committed WebAssembly is what its source gives");
} else {
  await Deno.writeTextFile(MODULE, text);
  console.log(`Wrote ${MODULE.pathname}`);
}
