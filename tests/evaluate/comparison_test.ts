import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import {
  attributeGains,
  compareEvaluations,
  PAIRED_TESTS,
  pairedDifference,
  type PairedTestName,
} from "../../src/evaluate/comparison.ts";
import { correctByHolm } from "../../src/evaluate/holm.ts";
import type { Evaluation } from "../../src/evaluate/protocol.ts";
import { bootstrapInterval, pairedTTest } from "../../src/evaluate/significance.ts";
import { randomisationTest } from "../../src/evaluate/randomisation.ts";
import { wilcoxonTest } from "../../src/evaluate/wilcoxon.ts";
import { createRandom } from "../../src/random.ts";
import { assertClose } from "../metrics/_worked.ts";

/** An evaluation of which only the users' values matter. */
function evaluation(recommender: string, ofUsers: Float64Array): Evaluation {
  const value = ofUsers.reduce((sum, x) => sum + x, 0) / ofUsers.length;
  return {
    recommender,
    users: Uint32Array.from(ofUsers.keys()),
    usersWithoutRelevant: 0,
    usersWithoutScores: 0,
    catalogue: 1,
    values: [
      { metric: "ndcg", cutoff: 10, value, ofUsers },
      { metric: "item-coverage", cutoff: 10, value: 1 },
    ],
    lists: [],
  };
}

const random = createRandom(1, "comparison");
const draw = (mean: number) => Float64Array.from({ length: 80 }, () => mean + random.normal());
const vectors = [draw(0.2), draw(1), draw(0.9), draw(-1)];
const evaluations = vectors.map((values, k) => evaluation(`r${k}`, values));

Deno.test("compareEvaluations() holds each against the best, with p-values corrected together", () => {
  const { best, values, toBest } = compareEvaluations(evaluations, { cutoff: 10 });
  const means = evaluations.map(({ values: [{ value }] }) => value);
  strictEqual(best, means.indexOf(Math.max(...means)));
  deepStrictEqual(values, vectors.map((vector) => bootstrapInterval(vector)));
  const others = [0, 1, 2, 3].filter((k) => k !== best);
  const p = others.map((k) => pairedTTest(vectors[k], vectors[best]).p);
  others.forEach((k, n) => {
    const found = toBest[k]!;
    assertClose(found.difference.mean, means[k] - means[best]);
    ok(
      found.difference.low < found.difference.mean && found.difference.mean < found.difference.high,
    );
    deepStrictEqual([found.p, found.pHolm], [p[n], correctByHolm(p)[n]]);
  });
  strictEqual(toBest[best], undefined);
});

Deno.test("compareEvaluations() tests as it is told", () => {
  const p = (test?: PairedTestName) =>
    compareEvaluations(evaluations.slice(0, 2), { cutoff: 10, test }).toBest[0]!.p;
  const pair = [vectors[0], vectors[1]] as const;
  deepStrictEqual([p(), ...PAIRED_TESTS.map(p)], [
    pairedTTest(...pair).p,
    ...[pairedTTest, wilcoxonTest, randomisationTest].map((test) => test(...pair).p),
  ]);
});

Deno.test("compareEvaluations() takes the first of equals, and one alone, and one user", () => {
  const same = [evaluation("a", vectors[0]), evaluation("b", vectors[0])];
  const { best, toBest } = compareEvaluations(same, { cutoff: 10 });
  deepStrictEqual([best, toBest[1]!.difference.mean, toBest[1]!.p, toBest[1]!.pHolm], [0, 0, 1, 1]);
  deepStrictEqual(compareEvaluations([same[0]], { cutoff: 10 }).toBest, [undefined]);
  const single = [evaluation("a", Float64Array.of(1)), evaluation("b", Float64Array.of(0.5))];
  const { toBest: [, found] } = compareEvaluations(single, { cutoff: 10 });
  deepStrictEqual([found!.difference.mean, found!.p, found!.pHolm], [-0.5, undefined, undefined]);
});

Deno.test("attributeGains() pairs each user with the mean of the user's shuffles", () => {
  const [own, first, second] = vectors;
  const pairs = [
    { true: evaluation("own", own), shuffled: [first, second].map((v) => evaluation("s", v)) },
    { true: evaluation("own", own), shuffled: [evaluation("s", second)] },
  ];
  const gains = attributeGains(pairs, { cutoff: 10 });
  const means = first.map((value, k) => (value + second[k]) / 2);
  const expected = [pairedDifference(own, means), pairedDifference(own, second)];
  const holm = correctByHolm(expected.map(({ p }) => p!));
  gains.forEach((gain, k) => {
    assertClose(gain.difference.mean, expected[k].difference.mean);
    assertClose(gain.true - gain.shuffled, gain.difference.mean);
    assertClose(gain.p!, expected[k].p!);
    assertClose(gain.pHolm!, holm[k]);
  });
  deepStrictEqual(attributeGains([], { cutoff: 10 }), []);
});

Deno.test("what cannot be compared is refused", () => {
  const [one] = evaluations;
  throws(() => compareEvaluations([], { cutoff: 10 }), /number of evaluations is 0/);
  throws(() => compareEvaluations([one], { cutoff: 5 }), /the metric is ndcg@5, expected one of/);
  throws(() => compareEvaluations([one], { cutoff: 10, metric: "item-coverage" }), {
    message:
      "Cannot compare: the metric is 'item-coverage', expected one that is a mean over users",
  });
  throws(
    () => compareEvaluations([one, evaluation("x", new Float64Array(3))], { cutoff: 10 }),
    /the number of users is \d+, expected \d+/,
  );
  const others = { ...evaluations[1], users: one.users.map((user) => user + 1) };
  const refusal = /Cannot compare 'r1' with 'r0': user 0 is 1, expected 0/;
  throws(() => compareEvaluations([one, others], { cutoff: 10 }), refusal);
  throws(() => attributeGains([{ true: one, shuffled: [others] }], { cutoff: 10 }), refusal);
  throws(() => attributeGains([{ true: one, shuffled: [] }], { cutoff: 10 }), /shuffles is 0/);
});
