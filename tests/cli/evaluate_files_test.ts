import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type Data, folderTest, runJson, writeData } from "./_program.ts";

const linesOf = (path: string) => Deno.readTextFileSync(path).trimEnd().split("\n");

/** A run file as lists of items by user, best first; checks its form on the way. */
function readRunFile(path: string, tag: string): Map<string, string[]> {
  const lists = new Map<string, string[]>();
  let last = Infinity;
  for (const line of linesOf(path)) {
    const [user, q0, item, rank, score, system, ...rest] = line.split(" ");
    deepStrictEqual([q0, system, rest], ["Q0", tag, []]);
    const list = lists.get(decodeURIComponent(user)) ?? [];
    lists.set(decodeURIComponent(user), list);
    list.push(decodeURIComponent(item));
    strictEqual(Number(rank), list.length);
    ok(list.length === 1 || Number(score) <= last, "scores must descend");
    last = Number(score);
  }
  return lists;
}

type Triple = readonly [user: string, item: string, rating: number];

const readTriples = (path: string): Triple[] =>
  linesOf(path).map((line) => line.split("\t")).map(([u, i, r]) => [u, i, Number(r)]);

/** Metrics of ranked lists by their definitions, means over users with a relevant test item. */
function judge(lists: ReadonlyMap<string, string[]>, test: readonly Triple[], from: number) {
  const relevant = new Map<string, Set<string>>();
  for (const [user, item, rating] of test) {
    if (rating >= from) relevant.set(user, (relevant.get(user) ?? new Set()).add(item));
  }
  const mean = (of: (list: readonly string[], wanted: ReadonlySet<string>) => number) =>
    [...relevant].reduce((sum, [user, wanted]) => sum + of(lists.get(user) ?? [], wanted), 0) /
    relevant.size;
  const hits = (list: readonly string[], wanted: ReadonlySet<string>, k: number) =>
    list.slice(0, k).filter((item) => wanted.has(item)).length;
  const discounts = (flags: readonly boolean[]) =>
    flags.reduce((sum, hit, place) => sum + (hit ? 1 / Math.log2(place + 2) : 0), 0);
  return {
    users: relevant.size,
    at: (k: number) => ({
      precision: mean((list, wanted) => hits(list, wanted, k) / k),
      recall: mean((list, wanted) => hits(list, wanted, k) / wanted.size),
      "hit-rate": mean((list, wanted) => Math.min(1, hits(list, wanted, k))),
      ndcg: mean((list, wanted) =>
        discounts(list.slice(0, k).map((item) => wanted.has(item))) /
        discounts(new Array(Math.min(k, wanted.size)).fill(true))
      ),
    }),
  };
}

const sorted = (triples: readonly Triple[]) => triples.map((triple) => triple.join("\t")).sort();

/** The two parts must be the ratings, each once, and the test part a fifth of each user's, at least one. */
function checkSplit({ triples }: Data, train: readonly Triple[], test: readonly Triple[]) {
  deepStrictEqual(sorted([...train, ...test]), sorted(triples));
  const count = (list: readonly Triple[], user: string) => list.filter(([u]) => u === user).length;
  for (const user of new Set(triples.map(([u]) => u))) {
    const all = count(triples, user);
    strictEqual(count(test, user), all < 2 ? 0 : Math.max(1, Math.floor(all / 5)));
  }
}

folderTest(
  "evaluate writes lists and a split from which its own numbers follow",
  async (folder) => {
    const data = writeData(folder);
    const names = ["profile-knn", "attribute-sum", "most-popular", "random"];
    const json = await runJson([
      ...["evaluate", ...data.flags, "--cutoffs", "3,5,10", "--relevant-from", "4", "--seed", "7"],
      ...["--run-out", `${folder}/lists.run`, "--split-out", `${folder}/a/split`],
    ]);
    const train = readTriples(`${folder}/a/split/train.tsv`);
    const test = readTriples(`${folder}/a/split/test.tsv`);
    checkSplit(data, train, test);
    const { trainRatings, testRatings, relevantFrom, seed } = json.split;
    deepStrictEqual([trainRatings, testRatings, relevantFrom, seed], [
      train.length,
      test.length,
      4,
      7,
    ]);
    deepStrictEqual(
      json.recommenders.map((one: { recommender: string }) => one.recommender),
      names,
    );

    const known = new Set(train.map(([, item]) => item));
    for (const { recommender, users, catalogue, metrics } of json.recommenders) {
      const lists = readRunFile(`${folder}/lists.${recommender}.run`, recommender);
      const expected = judge(lists, test, 4);
      deepStrictEqual([users, catalogue], [expected.users, known.size]);
      for (const k of [3, 5, 10]) {
        for (const [metric, value] of Object.entries(expected.at(k))) {
          const found = metrics[metric][k];
          ok(
            Math.abs(found - value) < 1e-9,
            `${recommender} ${metric}@${k}: ${found}, not ${value}`,
          );
        }
      }
      for (const [user, list] of lists) {
        strictEqual(new Set(list).size, list.length);
        ok(list.length <= 10 && list.every((item) => known.has(item)));
        const rated = train.filter(([u]) => u === user).map(([, item]) => item);
        ok(!list.some((item) => rated.includes(item)), `${user} is recommended a rated item`);
      }
    }
    // Users like one genre of three, which profiles find out and popularity cannot.
    const precision = Object.fromEntries(
      json.recommenders.map((
        one: { recommender: string; metrics: { precision: number[] } },
      ) => [one.recommender, one.metrics.precision[3]]),
    );
    ok(precision["profile-knn"] > 1.3 * precision["most-popular"], JSON.stringify(precision));
  },
);
