import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import type { CounterfactualFinding } from "../../../src/explain/styles/counterfactual.ts";
import {
  ALI,
  ANN,
  byAttributes,
  byNetwork,
  CRIME,
  FARGO,
  filmsOf,
  HEAT,
  MANN,
  sharedFilms,
  UP,
} from "./_films.ts";

const sentence = (finding: Partial<CounterfactualFinding>) =>
  byAttributes([2, 1]).explain("counterfactual", {
    user: ANN,
    item: ALI,
    counterfactual: { n: 10, verified: true, ...finding },
  })!.sentence;

Deno.test("counterfactual says without which ratings or neurons the item would not be in the list", () => {
  strictEqual(
    sentence({ ratings: [HEAT] }),
    "Without your 5 for Heat (1995), Ali (2001) would not be among your top 10.",
  );
  strictEqual(
    sentence({ ratings: [HEAT, UP], n: 5 }),
    "Without your 5 for Heat (1995) and your 1 for Up (2009), Ali (2001) would not be among your top 5.",
  );
  strictEqual(
    sentence({ neurons: [MANN] }),
    "If films directed by Michael Mann counted for nothing, Ali (2001) would not be among your top 10.",
  );
  strictEqual(
    sentence({ neurons: [MANN, CRIME], ratings: [UP] }),
    "Without your 1 for Up (2009), and if films directed by Michael Mann and films of the genre Crime counted for nothing, " +
      "Ali (2001) would not be among your top 10.",
  );
});

Deno.test("counterfactual calls an estimate one, and says when nothing was found", () => {
  strictEqual(
    sentence({ ratings: [HEAT], verified: false }),
    "By estimate: Without your 5 for Heat (1995), Ali (2001) would not be among your top 10.",
  );
  strictEqual(
    sentence({}),
    "Nothing was found without which Ali (2001) would not be among your top 10.",
  );
  strictEqual(sentence({ ratings: [], neurons: [], verified: false }), sentence({}));
});

Deno.test("counterfactual names fans and popularity, and choices where there are no ratings", () => {
  const explainer = byNetwork(sharedFilms({ heat: 1 }, {}, filmsOf("implicit")));
  const result = explainer.explain("counterfactual", {
    user: ANN,
    item: FARGO,
    counterfactual: { n: 3, verified: true, neurons: [6, 8], ratings: [UP] },
  })!;
  deepStrictEqual(result, {
    style: "counterfactual",
    item: "Fargo",
    label: "Fargo (1996)",
    sentence:
      "Without your choice of Up (2009), and if fans of Heat (1995) and overall popularity counted for nothing, " +
      "Fargo (1996) would not be among your top 3.",
    neurons: [
      { kind: "fans", relation: "fans of", value: "Heat", label: "fans of Heat (1995)" },
      {
        kind: "popularity",
        relation: "overall popularity",
        value: "",
        label: "overall popularity",
      },
    ],
    ratings: [{ item: "Up", label: "Up (2009)", rating: 1 }],
    n: 3,
    verified: true,
  });
});

Deno.test("counterfactual throws where there is no finding or the rating is not the user's", () => {
  throws(() => byAttributes([1]).explain("counterfactual", { user: ANN, item: ALI }), {
    name: "UsageError",
    message:
      "Cannot explain in the style counterfactual: there is no finding, expected one to put into words",
  });
  throws(() => sentence({ ratings: [ALI] }), {
    name: "UsageError",
    message:
      "Cannot explain in the style counterfactual: user 'ann' has not rated 'Ali', expected a rated item",
  });
});
