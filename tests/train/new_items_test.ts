import { ok } from "node:assert/strict";
import { createDataset } from "../../src/data/dataset.ts";
import { sparseMatrix } from "../../src/data/sparse_matrix.ts";
import { readRatings } from "../../src/formats/ratings.ts";
import { readTriples } from "../../src/formats/triples.ts";
import { cpuBackend } from "../../src/model/backend.ts";
import { createRandom } from "../../src/random.ts";
import { countRatings } from "../../src/data/rating_counts.ts";
import { createRecommenders } from "../../src/recommend/registry.ts";
import { trainShared } from "../../src/train/shared.ts";
import { realDataTest } from "../_real_data.ts";

const LIKED = 4;

realDataTest(
  "items without a rating are told apart by their attributes far better than by chance",
  async (folder) => {
    const open = async (file: string) => {
      const name = `${folder}/movielens-100k-dbpedia/${file}`;
      return { name, stream: (await Deno.open(name)).readable };
    };
    const { interactions } = await readRatings(await open("u.data.gz"));
    const knowledge = await readTriples(await open("attributes.tsv.gz"));
    const { ratings } = interactions;
    // A tenth of the items lose all their ratings.
    const random = createRandom(1, "new items");
    const isNew = Array.from({ length: ratings.columns }, () => random.next() < 0.1);
    const row: number[] = [], column: number[] = [], value: number[] = [];
    const liked: Set<number>[] = [];
    for (let user = 0; user < ratings.rows; user++) {
      liked.push(new Set());
      for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
        const item = ratings.indices[k];
        if (isNew[item]) {
          if (ratings.values[k] >= LIKED) liked[user].add(item);
          continue;
        }
        row.push(user);
        column.push(item);
        value.push(ratings.values[k]);
      }
    }
    const train = sparseMatrix(ratings.rows, ratings.columns, { row, column, value }).matrix;
    const dataset = createDataset({ ...interactions, ratings: train }, knowledge);
    using backend = await cpuBackend({ threads: 1 });
    const training = { solver: "ridge", seed: 1, fansPenalty: 200, attributePenalty: 20 } as const;
    const model = await trainShared(dataset, { training }, backend);
    const [recommender] = createRecommenders(model, ["reconstruction"]);

    const counts = countRatings(train), { itemStart } = dataset.graph;
    const candidates = isNew.flatMap((fresh, item) =>
      fresh && itemStart[item + 1] > itemStart[item] ? [item] : []
    );
    ok(candidates.length > 100 && candidates.every((item) => counts[item] === 0));
    const scores = new Float64Array(ratings.columns);
    let area = 0, users = 0;
    for (let user = 0; user < ratings.rows; user++) {
      const good = candidates.filter((item) => liked[user].has(item));
      if (good.length === 0 || !recommender.score(user, scores)) continue;
      const bad = candidates.filter((item) => !liked[user].has(item));
      let won = 0;
      for (const g of good) {
        for (const b of bad) {
          won += scores[g] > scores[b] ? 1 : scores[g] === scores[b] ? 0.5 : 0;
        }
      }
      area += won / (good.length * bad.length);
      users++;
    }
    ok(users > 500);
    // Chance is 0.5; its standard error over so many users is below 0.01.
    ok(area / users > 0.65, `area under the curve ${area / users}`);
  },
);
