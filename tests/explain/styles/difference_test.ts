import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { Attribution } from "../../../src/explain/attribution.ts";
import { contributionDifferences } from "../../../src/explain/styles/difference.ts";
import {
  ALI,
  ANN,
  byAttributes,
  byNeighbours,
  byNetwork,
  FARGO,
  INSIDER,
  sharedFilms,
} from "./_films.ts";

const attributions = fc.dictionary(
  fc.integer({ min: 0, max: 12 }).map(String),
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
).map((values): Attribution => {
  const contributions = Object.entries(values).map(([neuron, value]) => ({
    neuron: Number(neuron),
    value,
    weight: 1,
    ofItem: true,
  }));
  const score = contributions.reduce((sum, { value }) => sum + value, 0);
  return { item: 0, score, through: "network", contributions };
});

Deno.test("contributionDifferences() sum to the difference of the scores, whatever the items share", () => {
  fc.assert(fc.property(attributions, attributions, (mine, other) => {
    const differences = contributionDifferences(mine, other);
    const sum = differences.reduce((total, { difference }) => total + difference, 0);
    ok(Math.abs(sum - (mine.score - other.score)) < 1e-9);
    for (const { difference, contribution, versusContribution } of differences) {
      strictEqual(difference, contribution - versusContribution);
    }
    const sizes = differences.map(({ difference }) => Math.abs(difference));
    deepStrictEqual(sizes, [...sizes].sort((a, b) => b - a));
    const mirrored = contributionDifferences(other, mine);
    deepStrictEqual(
      mirrored.map(({ neuron, difference }) => [neuron, -difference]),
      differences.map(({ neuron, difference }) => [neuron, difference]),
    );
  }));
});

Deno.test("difference names what makes the lead, a dislike of the other's attribute included", () => {
  const { sentence, difference, differences } = byAttributes([2, 1, 1, 0, -0.5]).explain(
    "difference",
    {
      user: ANN,
      item: ALI,
      versus: INSIDER,
    },
  )!;
  strictEqual(
    sentence,
    "The Insider (1999) is ranked above Ali (2001) most of all because of your liking for films starring Al Pacino and your " +
      "dislike of films of the genre Sport.",
  );
  strictEqual(difference, -1.5);
  deepStrictEqual(
    differences.map((
      { label, difference, contribution, versusContribution },
    ) => [label, difference, contribution, versusContribution]),
    [["starring: Al Pacino", -1, 0, 1], ["genre: Sport", -0.5, -0.5, 0]],
  );
});

Deno.test("difference says what works the other way where it is as large as what is named", () => {
  const sentence = (sport: number) =>
    byAttributes([2, 1, 1, 0, sport]).explain("difference", {
      user: ANN,
      item: INSIDER,
      versus: ALI,
    })!.sentence;
  const lead =
    "The Insider (1999) is ranked above Ali (2001) most of all because of your liking for films starring Al Pacino.";
  strictEqual(sentence(0.9), lead);
  strictEqual(
    byAttributes([2, 1, 1, 0, 0.75, 0.25]).explain("difference", {
      user: ANN,
      item: INSIDER,
      versus: ALI,
    })!.sentence,
    "The Insider (1999) is ranked above Ali (2001) most of all because of your liking for films starring Al Pacino and films " +
      "from the United States. What works the other way is your liking for films of the genre Sport.",
  );
  strictEqual(sentence(1), "The Insider (1999) and Ali (2001) have the same score.");
});

Deno.test("difference speaks of people through neighbours, and of ratings and popularity where a network scores", () => {
  strictEqual(
    byNeighbours([2, 1, 1, 0, 0]).explain("difference", {
      user: ANN,
      item: INSIDER,
      versus: FARGO,
    })!.sentence,
    "The Insider (1999) is ranked above Fargo (1996) most of all because people who rated The Insider (1999) agree more with " +
      "your liking for films directed by Michael Mann, films starring Al Pacino and films of the genre Crime.",
  );
  strictEqual(
    byNetwork(sharedFilms({ heat: 0.5, crime: 1 }, { biases: true }))
      .explain("difference", { user: ANN, item: FARGO, versus: ALI })!.sentence,
    "Fargo (1996) is ranked above Ali (2001) most of all because of your ratings of films of the genre Crime and Heat (1995). " +
      "What works the other way is the overall popularity of Ali (2001).",
  );
  strictEqual(
    byNeighbours([0.4, -1, 3, 0, 0]).explain("difference", {
      user: ANN,
      item: INSIDER,
      versus: ALI,
    })!.sentence,
    "The Insider (1999) is ranked above Ali (2001) most of all because people who rated The Insider (1999) agree more with your " +
      "liking for films of the genre Crime and films directed by Michael Mann. The other way round, people who rated " +
      "Ali (2001) agree more with your dislike of films starring Al Pacino.",
  );
});
