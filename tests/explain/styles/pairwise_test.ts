import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { reasonsAlone } from "../../../src/explain/styles/pairwise.ts";
import {
  ALI,
  ANN,
  byAttributes,
  byNeighbours,
  byNetwork,
  FARGO,
  INSIDER,
  NIL,
  sharedFilms,
} from "./_films.ts";

Deno.test("reasonsAlone() removes what both share and refills with the next strongest", () => {
  const contributions = [9, 8, -7, 6, 5, 4].map((value, neuron) => ({
    neuron,
    value,
    weight: value,
    ofItem: neuron !== 4,
  }));
  const item = { item: 0, score: 25, through: "neighbours" as const, contributions };
  const { reasons, shared } = reasonsAlone(item, (neuron) => neuron < 2, 3);
  deepStrictEqual([reasons.map(({ neuron }) => neuron), shared], [[3, 5], 2]);
});

Deno.test("pairwise names what speaks for one item alone, the higher first", () => {
  const explainer = byAttributes([2, 1, 1.5, -1, 0.25]);
  const { sentence, shared, reasons, versusReasons, ...rest } = explainer.explain("pairwise", {
    user: ANN,
    item: INSIDER,
    versus: ALI,
  })!;
  strictEqual(
    sentence,
    "The Insider (1999) is ranked above Ali (2001). What speaks for The Insider (1999) and not for Ali (2001) is your liking " +
      "for films starring Al Pacino. The other way round it is your liking for films of the genre Sport.",
  );
  deepStrictEqual(rest, {
    style: "pairwise",
    item: "Insider",
    label: "Insider, The (1999)",
    versus: "Ali",
    versusLabel: "Ali (2001)",
    score: 3,
    versusScore: 2.25,
  });
  deepStrictEqual(reasons.map(({ label, contribution }) => [label, contribution]), [
    ["starring: Al Pacino", 1],
  ]);
  deepStrictEqual(versusReasons.map(({ label, contribution }) => [label, contribution]), [
    ["genre: Sport", 0.25],
  ]);
  // Michael Mann speaks for both and is passed over on either side.
  strictEqual(shared, 2);
  const reversed = explainer.explain("pairwise", { user: ANN, item: ALI, versus: INSIDER })!;
  strictEqual(reversed.sentence, sentence);
  deepStrictEqual(reversed.reasons, versusReasons);
});

Deno.test("pairwise says where nothing speaks for one item alone, and where scores are equal", () => {
  const { sentence } = byAttributes([2, 0, 1]).explain("pairwise", {
    user: ANN,
    item: FARGO,
    versus: ALI,
  })!;
  strictEqual(
    sentence,
    "Ali (2001) is ranked above Fargo (1996). What speaks for Ali (2001) and not for Fargo (1996) is your liking for films " +
      "directed by Michael Mann. The other way round it is your liking for films of the genre Crime.",
  );
  strictEqual(
    byAttributes([2]).explain("pairwise", { user: ANN, item: INSIDER, versus: ALI })!.sentence,
    "The Insider (1999) and Ali (2001) have the same score. Nothing that The Insider (1999) has and Ali (2001) lacks speaks " +
      "for it. Nothing that Ali (2001) has and The Insider (1999) lacks speaks for it.",
  );
});

Deno.test("pairwise speaks of people through neighbours, and of ratings where a network scores", () => {
  strictEqual(
    byNeighbours([2, 1, 1, 0, 0]).explain("pairwise", { user: ANN, item: INSIDER, versus: FARGO })!
      .sentence,
    "The Insider (1999) is ranked above Fargo (1996). What people who rated The Insider (1999) share is your liking for films " +
      "directed by Michael Mann and films starring Al Pacino, and Fargo (1996) is not one of these. What people who rated " +
      "Fargo (1996) share is your liking for films of the genre Crime, and The Insider (1999) is not one of these.",
  );
  strictEqual(
    byNetwork(sharedFilms({ heat: 1 })).explain("pairwise", {
      user: ANN,
      item: FARGO,
      versus: INSIDER,
    })!.sentence,
    "Fargo (1996) is ranked above The Insider (1999). What speaks for Fargo (1996) and not for The Insider (1999) is your " +
      "ratings of Heat (1995) and films of the genre Crime. The other way round it is your rating of Up (2009).",
  );
});

Deno.test("pairwise throws where there is no other item, and gives undefined without a basis", () => {
  for (const style of ["pairwise", "difference"] as const) {
    for (const versus of [undefined, ALI]) {
      throws(() => byAttributes([1]).explain(style, { user: ANN, item: ALI, versus }), {
        name: "UsageError",
        message:
          `Cannot explain in the style ${style}: there is no second item, expected another one to compare with`,
      });
    }
    strictEqual(byAttributes([]).explain(style, { user: ANN, item: ALI, versus: NIL }), undefined);
  }
});
