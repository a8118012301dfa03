import type { Metric } from "./metric.ts";

const definition: Pick<Metric, "group" | "start" | "add"> = {
  group: "coverage",
  start: () => new Float64Array(2),
  add(tally, { items }) {
    if (items.length > 0) tally[0]++;
    tally[1]++;
  },
};

/**
 * User coverage: the number of evaluated users (those with a relevant test item) whose list shows anything. Range 0 to the number of
 * evaluated users; higher serves more of them.
 *
 * Herlocker et al., "Evaluating collaborative filtering recommender systems", TOIS 2004, section 5.2; Elliot (SIGIR 2021) reports the count,
 * over all users with a list.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { measure } from "./metric.ts";
 *
 * const relevant = new Map([[1, 1]]);
 * const lists = [{ items: [0], relevant }, { items: [], relevant }];
 * strictEqual(measure(userCoverage, lists, { cutoff: 2, trainingCounts: Uint32Array.of(1, 1) }), 1);
 * ```
 */
export const userCoverage: Metric = {
  ...definition,
  name: "user-coverage",
  description: "number of evaluated users who are shown anything",
  value: ([served]) => served,
};

/**
 * User coverage as a share of the evaluated users. Range 0 to 1; NaN without users.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { measure } from "./metric.ts";
 *
 * const relevant = new Map([[1, 1]]);
 * const lists = [{ items: [0], relevant }, { items: [], relevant }];
 * strictEqual(measure(userCoverageShare, lists, { cutoff: 2, trainingCounts: Uint32Array.of(1, 1) }), 0.5);
 * ```
 */
export const userCoverageShare: Metric = {
  ...definition,
  name: "user-coverage-share",
  description: "share of evaluated users who are shown anything",
  value: ([served, users]) => served / users,
};
