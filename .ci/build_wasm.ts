/**
 * Compiles the WebAssembly kernels from their AssemblyScript sources, with plain SIMD and where it pays with relaxed SIMD too,
 * each into one TypeScript module of base64: such a module loads from a URL like any other, without a permission, a flag or a tool.
 *
 *     deno task build-wasm            writes the modules
 *     deno task build-wasm --check    fails if a committed module is not what its source gives
 */
import asc from "npm:assemblyscript@0.28.20/asc";

const FOLDER = new URL("../src/kernels/wasm/", import.meta.url);

/**
 * The kernels by their stem, sources that are compiled together with them, whether they come with relaxed SIMD as well, and whether
 * threads share the memory they are given.
 */
const KERNELS = [
  { stem: "personal_autoencoder", more: [], withRelaxed: true, shared: false },
  { stem: "profile_similarity", more: [], withRelaxed: false, shared: false },
  { stem: "edge_kernels", more: ["edge_updates", "edge_users"], withRelaxed: true, shared: true },
  { stem: "ridge", more: [], withRelaxed: false, shared: false },
  { stem: "lane_scores", more: [], withRelaxed: false, shared: false },
  { stem: "cholesky_tiles", more: [], withRelaxed: false, shared: true },
  { stem: "cbow", more: [], withRelaxed: false, shared: false },
];

/** Compiles the source; AssemblyScript insists on the .ts ending, which Deno would take for TypeScript. */
async function compile(source: string, shared: boolean, relaxed: boolean): Promise<string> {
  let binary = new Uint8Array();
  const { error, stderr } = await asc.main(
    ["kernel.ts", "--outFile", "kernel.wasm", "-O3", "--noAssert", "--runtime", "stub"]
      .concat(["--initialMemory", "4", "--enable", "simd"])
      .concat(shared ? ["--sharedMemory", "--importMemory", "--maximumMemory", "65536"] : [])
      .concat(shared ? ["--enable", "threads"] : [])
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

for (const { stem, more, withRelaxed, shared } of KERNELS) {
  const sources = [stem, ...more].map((name) => Deno.readTextFile(new URL(`${name}.as`, FOLDER)));
  const source = (await Promise.all(sources)).join("\n");
  const relaxed = withRelaxed
    ? `
/** The kernel with relaxed SIMD, in base64. */
export const RELAXED = \`
${await compile(source, shared, true)}
\`;
`
    : "";
  const text = `// Made from ${stem}.as by \`deno task build-wasm\`; do not edit.
${relaxed}
/** The kernel with plain SIMD, in base64. */
export const PLAIN = \`
${await compile(source, shared, false)}
\`;
`;
  const name = `${stem}_bytes.ts`;
  const module = new URL(name, FOLDER);
  if (!Deno.args.includes("--check")) {
    await Deno.writeTextFile(module, text);
    console.log(`Wrote ${module.pathname}`);
  } else if (await Deno.readTextFile(module) !== text) {
    console.error(
      `src/kernels/wasm/${name} is not what its source gives: run 'deno task build-wasm' and commit`,
    );
    Deno.exit(1);
  } else {
    console.log(`src/kernels/wasm/${name} is what its source gives`);
  }
}
