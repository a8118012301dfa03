import type { Problem } from "../problem_file.ts";

/**
 * Writes some users in the layouts that the peers read: `users.bin` (one record per user: counts, CSR by item, inputs, sums of
 * squares, first activations), `dataset.tsv` (user, item, rating) and `item_features.tsv` (item, relation, value).
 *
 * @param folder Where to write; made if need be.
 * @param problem The data.
 * @param users Indices of the users.
 * @returns The folder and the user edges written.
 */
export async function writePeerData(
  folder: string,
  { inputs, graph }: Problem,
  users: readonly number[],
): Promise<{ folder: string; edges: number }> {
  await Deno.mkdir(folder, { recursive: true });
  let edges = 0;
  const records: Uint8Array<ArrayBuffer>[] = [new Uint8Array(Uint32Array.of(users.length).buffer)];
  const ratings: string[] = [];
  for (const user of users) {
    const local = new Map<number, number>();
    const start = [0],
      features: number[] = [],
      x: number[] = [],
      power: number[] = [],
      a: number[] = [];
    for (let k = inputs.indptr[user]; k < inputs.indptr[user + 1]; k++) {
      const item = inputs.indices[k], value = inputs.values[k];
      if (graph.itemStart[item] === graph.itemStart[item + 1]) continue;
      ratings.push(`u${user}\ti${item}\t${1 + 4 * value}\n`);
      for (let e = graph.itemStart[item]; e < graph.itemStart[item + 1]; e++) {
        const f = graph.itemAttributes[e];
        if (!local.has(f)) local.set(f, local.size);
        const own = local.get(f)!;
        features.push(own);
        power[own] = (power[own] ?? 0) + value * value;
        a[own] = (a[own] ?? 0) + 0.01 * value;
      }
      start.push(features.length);
      x.push(value);
    }
    edges += features.length;
    const parts = [
      Uint32Array.of(x.length, local.size, features.length),
      Uint32Array.from(start),
      Uint32Array.from(features),
      Float32Array.from(x),
      Float32Array.from(power),
      Float32Array.from(a),
    ];
    for (const part of parts) records.push(new Uint8Array(part.buffer));
  }
  await Deno.writeFile(
    `${folder}/users.bin`,
    new Uint8Array(await new Blob(records).arrayBuffer()),
  );
  await Deno.writeTextFile(`${folder}/dataset.tsv`, ratings.join(""));
  const triples: string[] = [];
  for (let item = 0; item < graph.items; item++) {
    for (let e = graph.itemStart[item]; e < graph.itemStart[item + 1]; e++) {
      triples.push(`i${item}\tr\tf${graph.itemAttributes[e]}\n`);
    }
  }
  await Deno.writeTextFile(`${folder}/item_features.tsv`, triples.join(""));
  return { folder, edges };
}
