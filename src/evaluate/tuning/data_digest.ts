import type { Dataset } from "../../data/dataset.ts";
import type { Split } from "../../data/split.ts";

/**
 * A digest of everything that a value on a split depends on, so that values of other data are not taken for its own.
 *
 * @param dataset The training part, joined with its attributes.
 * @param split The split.
 * @returns SHA-256 of ids, ratings, parts, scale, attributes, broader categories and edges, 64 hexadecimal digits.
 *
 * @example
 * ```ts
 * import { match } from "node:assert/strict";
 * import { createDataset } from "../../data/dataset.ts";
 * import { createInteractionsBuilder } from "../../data/interactions.ts";
 * import { createKnowledgeGraphBuilder } from "../../data/knowledge_graph.ts";
 *
 * const ratings = createInteractionsBuilder(), graph = createKnowledgeGraphBuilder();
 * for (const film of ["Heat", "Ali"]) {
 *   ratings.add("ann", film, 5);
 *   graph.add(film, "director", "Michael Mann");
 * }
 * const { interactions } = ratings.build();
 * const dataset = createDataset(interactions, graph.build());
 * const split = { train: interactions.ratings, test: interactions.ratings };
 * match(await dataDigest(dataset, split), /^[0-9a-f]{64}$/);
 * ```
 */
export async function dataDigest(dataset: Dataset, split: Split): Promise<string> {
  const { interactions: { users, items, scale }, attributes, graph, broader } = dataset;
  const { train, test, validation, foldIn } = split;
  const names = JSON.stringify([users.ids, items.ids, scale, attributes, broader?.categories]);
  const arrays = [train, test, validation, foldIn].flatMap((part): ArrayBufferView[] =>
    part ? [part.indptr, part.indices, part.values] : [new Uint8Array()]
  );
  const parts: ArrayBufferView[] = [
    new TextEncoder().encode(names),
    ...arrays,
    graph.itemStart,
    graph.itemAttributes,
    ...(broader ? [broader.graph.itemStart, broader.graph.itemAttributes] : []),
  ];
  const digests = [];
  for (const part of parts) {
    digests.push(...new Uint8Array(await crypto.subtle.digest("SHA-256", copyOf(part))));
  }
  const whole = await crypto.subtle.digest("SHA-256", Uint8Array.from(digests));
  return [...new Uint8Array(whole)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function copyOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength).slice();
}
