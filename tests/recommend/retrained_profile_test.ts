import { deepStrictEqual } from "node:assert/strict";
import { cpuBackend } from "../../src/model/backend.ts";
import { rowOf } from "../../src/recommend/nearest_users.ts";
import { recommendationProfiles } from "../../src/recommend/registry.ts";
import { retrainedProfiles } from "../../src/recommend/retrained_profile.ts";
import { retrainUser } from "../../src/train/retrain_user.ts";
import { randomDataset, trainOnCpu } from "../model/_datasets.ts";

const model = await trainOnCpu(randomDataset(60));
const backend = await cpuBackend({ threads: 1 });

for (const profile of ["activation", "sum-of-weights"] as const) {
  for (const scaling of ["raw", "min-max"] as const) {
    for (const idf of [true, false]) {
      Deno.test(`retrainedProfiles() gives the row that recommendations are made from when nothing is left out: ${profile}, ${scaling}, idf ${idf}`, async () => {
        const options = { profile, scaling, idf };
        const profileOf = retrainedProfiles(model, options);
        const all = recommendationProfiles(model, options);
        for (const user of [0, 5, 11]) {
          deepStrictEqual(
            profileOf(await retrainUser(model, user, new Set(), backend)),
            rowOf(all, user),
          );
        }
      });
    }
  }
}
