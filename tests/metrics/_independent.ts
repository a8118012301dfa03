/**
 * All metrics once more, written from their formulas in the plainest way, over ids and text instead of indices: it shares no code with the
 * library, not even the reading of run files.
 */

/** What a run file is judged by. */
export interface Judged {
  /** Text of a run file, `user Q0 item rank score tag`. */
  readonly run: string;
  /** Rating of each test item of each user. */
  readonly test: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Items that each user rated in training. */
  readonly train: ReadonlyMap<string, readonly string[]>;
  /** Attributes of each item. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** Number of attributes of the catalogue. */
  readonly attributeCount: number;
  readonly cutoff: number;
  readonly threshold: number;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;
const discount = (rank: number) => Math.LN2 / Math.log(rank + 1);

/** Every metric by name. */
export function judgeIndependently(judged: Judged): Record<string, number> {
  const { cutoff: k, threshold, attributeCount } = judged;
  const lists = new Map<string, { rank: number; item: string }[]>();
  for (const line of judged.run.split("\n").filter((line) => line !== "")) {
    const [user, , item, rank] = line.split(" ");
    lists.set(user, [...lists.get(user) ?? [], { rank: Number(rank), item }]);
  }
  const top = (user: string) =>
    (lists.get(user) ?? []).toSorted((a, b) => a.rank - b.rank).slice(0, k).map(({ item }) => item);
  const popularity = new Map<string, number>();
  for (const items of judged.train.values()) {
    for (const item of items) popularity.set(item, (popularity.get(item) ?? 0) + 1);
  }
  const interactions = sum([...popularity.values()]);
  const trainingUsers = [...judged.train.values()].filter((items) => items.length > 0).length;
  const attributes = (item: string) => judged.attributes.get(item) ?? [];
  const attributesOfAll = (items: readonly string[]) => new Set(items.flatMap(attributes));

  const head = new Set<string>();
  for (const [item] of [...popularity].toSorted((a, b) => b[1] - a[1] || order(a[0], b[0]))) {
    if (sum([...head].map((known) => popularity.get(known)!)) >= 0.8 * interactions) break;
    head.add(item);
  }

  const users = [...judged.test.keys()]
    .filter((user) => [...judged.test.get(user)!.values()].some((rating) => rating >= threshold));
  const ofUsers = users.map((user) => {
    const shown = top(user);
    const ratings = judged.test.get(user)!;
    const relevant = [...ratings.keys()].filter((item) => ratings.get(item)! >= threshold)
      .toSorted(order);
    const isHit = shown.map((item) => relevant.includes(item));
    const hits = isHit.filter((hit) => hit).length;
    const precisionAt = (n: number) => isHit.slice(0, n).filter((hit) => hit).length / n;
    const p = hits / k, r = hits / relevant.length;
    const gain = (item: string) => 2 ** (ratings.get(item)! - threshold + 1) - 1;
    const dcg = (gains: readonly number[]) => sum(gains.map((g, place) => g * discount(place + 1)));
    const best = relevant.map(gain).toSorted((a, b) => b - a).slice(0, k);
    const firstHit = isHit.indexOf(true);
    const norm = sum(shown.map((_, place) => discount(place + 1)));
    const novelty = (of: (item: string) => number) =>
      shown.length === 0
        ? 0
        : sum(shown.map((item, place) => isHit[place] ? of(item) * discount(place + 1) : 0)) / norm;
    const pairs = shown.flatMap((a, place) => shown.slice(place + 1).map((b) => [a, b]));
    const rare = Math.min(...popularity.values());
    const wanted = attributesOfAll(relevant);
    const found = attributesOfAll(shown.filter((_, place) => isHit[place]));
    const ideal: string[] = [];
    while (ideal.length < Math.min(k, relevant.length)) {
      const left = relevant.filter((item) => !ideal.includes(item));
      const gains = left.map((item) => novelGain(item, ideal));
      ideal.push(left[gains.indexOf(Math.max(...gains))]);
    }
    function novelGain(item: string, above: readonly string[]): number {
      return sum(
        attributes(item).map((attribute) =>
          0.5 ** above.filter((other) => attributes(other).includes(attribute)).length
        ),
      );
    }
    const alphaDcg = (items: readonly string[]) =>
      sum(items.map((item, place) =>
        relevant.includes(item)
          ? discount(place + 1) *
            novelGain(item, items.slice(0, place).filter((other) => relevant.includes(other)))
          : 0
      ));
    const err = (attribute: string) => {
      let reads = 1, expected = 0;
      shown.forEach((item, place) => {
        const satisfied = isHit[place] && attributes(item).includes(attribute) ? 0.5 : 0;
        expected += reads * satisfied / (place + 1);
        reads *= 1 - satisfied;
      });
      return expected;
    };
    const idealAlpha = alphaDcg(ideal);
    return {
      "precision": p,
      "recall": r,
      "f1": hits === 0 ? 0 : 2 * p * r / (p + r),
      "hit-rate": hits > 0 ? 1 : 0,
      "ndcg": dcg(isHit.map((hit) => hit ? 1 : 0)) / dcg(best.map(() => 1)),
      "ndcg-graded": dcg(shown.map((item, place) => isHit[place] ? gain(item) : 0)) / dcg(best),
      "mrr": firstHit < 0 ? 0 : 1 / (firstHit + 1),
      "map": sum(isHit.map((hit, place) => hit ? precisionAt(place + 1) : 0)) / relevant.length,
      "map-elliot": mean(Array.from({ length: k }, (_, n) => precisionAt(n + 1))),
      "user-coverage-share": shown.length > 0 ? 1 : 0,
      "epc": novelty((item) => 1 - (popularity.get(item) ?? 0) / trainingUsers),
      "efd": novelty((item) => -Math.log((popularity.get(item) ?? rare) / interactions) / Math.LN2),
      "arp": shown.length === 0 ? 0 : mean(shown.map((item) => popularity.get(item) ?? 0)),
      "aplt": shown.length === 0 ? 0 : mean(shown.map((item) => head.has(item) ? 0 : 1)),
      "intra-list-distance": pairs.length === 0 ? 0 : mean(pairs.map(([a, b]) => {
        const all = new Set([...attributes(a), ...attributes(b)]);
        const both = attributes(a).filter((attribute) => attributes(b).includes(attribute));
        return all.size === 0 ? 0 : 1 - both.length / all.size;
      })),
      "alpha-ndcg": idealAlpha === 0 ? 0 : alphaDcg(shown) / idealAlpha,
      "err-ia": wanted.size === 0 ? 0 : mean([...wanted].map(err)),
      "subtopic-recall": wanted.size === 0 ? 0 : found.size / wanted.size,
      "subtopic-recall-elliot": attributeCount === 0 ? 0 : found.size / attributeCount,
    };
  });
  const means = Object.fromEntries(
    Object.keys(ofUsers[0]).map((metric) => [
      metric,
      mean(ofUsers.map((values) => values[metric as keyof typeof values])),
    ]),
  );

  const places = users.flatMap(top).filter((item) => popularity.has(item));
  const counts = [...popularity.keys()]
    .map((item) => places.filter((place) => place === item).length);
  const distinct = counts.filter((count) => count > 0).length;
  const n = counts.length;
  /** The Gini index as half the relative mean difference of all pairs, for a sample. */
  const gini = n === 1
    ? 0
    : sum(counts.flatMap((a) => counts.map((b) => Math.abs(a - b)))) / (2 * (n - 1) * sum(counts));
  const { precision: p, recall: r } = means;
  return {
    ...means,
    "f1-of-means": p + r === 0 ? 0 : 2 * p * r / (p + r),
    "item-coverage": distinct,
    "item-coverage-share": distinct / n,
    "user-coverage": users.filter((user) => top(user).length > 0).length,
    "shannon-entropy": -sum(
      counts.filter((count) => count > 0).map((count) =>
        count / places.length * Math.log(count / places.length) / Math.LN2
      ),
    ),
    "gini-index": places.length === 0 ? 1 : gini,
    "gini-evenness": places.length === 0 ? 0 : 1 - gini,
  };
}

/** Ids end in a number, which is the index that the library has for them. */
function order(a: string, b: string): number {
  return Number(a.match(/\d+$/)![0]) - Number(b.match(/\d+$/)![0]);
}
