import { createDataset, type Dataset } from "../../src/data/dataset.ts";
import { createInteractionsBuilder } from "../../src/data/interactions.ts";
import { createKnowledgeGraphBuilder } from "../../src/data/knowledge_graph.ts";
import { createRandom } from "../../src/random.ts";

/** How {@link tasteData} is drawn. */
export interface TasteOptions {
  readonly seed?: number;
  readonly users?: number;
  readonly items?: number;
  readonly implicit?: boolean;
}

/** Users with a favourite of four genres: they rate its items more often, and higher, than others. */
export function tasteData(
  { seed = 1, users = 80, items = 60, implicit = false }: TasteOptions = {},
): Dataset {
  const random = createRandom(seed, "tastes");
  const ratings = createInteractionsBuilder(), graph = createKnowledgeGraphBuilder();
  for (let i = 0; i < items; i++) {
    graph.add(`i${i}`, "genre", `${i % 4}`);
    graph.add(`i${i}`, "decade", `${random.integer(5)}`);
    for (let u = 0; u < users; u++) {
      const liked = u % 4 === i % 4;
      if (random.next() > (liked ? 0.4 : 0.15)) continue;
      ratings.add(
        `u${u}`,
        `i${i}`,
        implicit ? 1 : liked ? 3 + random.integer(3) : 1 + random.integer(4),
      );
    }
  }
  return createDataset(ratings.build().interactions, graph.build());
}

/** A data set from `user item rating` lines and `item attribute` lines. */
export function dataOf(lines: readonly string[], attributes: readonly string[]): Dataset {
  const ratings = createInteractionsBuilder(), graph = createKnowledgeGraphBuilder();
  for (const line of lines) {
    const [user, item, rating] = line.split(" ");
    ratings.add(user, item, Number(rating));
  }
  for (const line of attributes) {
    const [item, value] = line.split(" ");
    graph.add(item, "is", value);
  }
  return createDataset(ratings.build().interactions, graph.build(), { minItemsPerAttribute: 1 });
}
