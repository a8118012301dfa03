import { deepStrictEqual } from "node:assert/strict";
import type { Fidelity } from "../../../src/evaluate/explanation_quality/fidelity.ts";
import { fidelityFindings } from "../../../src/evaluate/explanation_quality/fidelity_findings.ts";

const estimate = (mean: number) => ({ mean, low: mean, high: mean, users: 9 });
type Outcome = "loses" | "wins" | "unclear";

/** A measurement of one measure in which each control came out so at each k. */
function measured(
  measure: string,
  mean: number,
  outcomes: readonly (readonly Outcome[])[],
): Fidelity {
  return {
    users: 9,
    usersWithoutRatio: 0,
    place: 20,
    reasonsPerItem: estimate(216.4),
    comparisons: 1,
    measures: [{
      measure,
      description: "",
      better: "lower",
      at: outcomes.map((controls, k) => ({
        k: k + 1,
        reasons: estimate(mean),
        controls: controls.map((control, c) => ({
          control: `${c}`,
          label: `control ${c}`,
          comparison: { difference: 0, standardError: 0, p: 0, control },
        })),
      })),
    }],
  };
}

Deno.test("fidelityFindings() says that all controls lose when they do", () => {
  const rows = [["loses", "loses"], ["loses", "loses"], ["loses", "loses"]] as const;
  deepStrictEqual(fidelityFindings(measured("DEL", 0.5, rows)), [{
    measure: "DEL",
    asHoped: true,
    text: "DEL@k: all controls lose clearly to the strongest reasons, at k = 1 to 3.",
  }]);
});

Deno.test("fidelityFindings() names every control that does not lose, and at how many reasons", () => {
  const rows = [["unclear", "wins", "unclear"], ["loses", "loses", "loses"], [
    "unclear",
    "unclear",
    "unclear",
  ], ["loses", "loses", "unclear"]] as const;
  const [{ asHoped, text }] = fidelityFindings(measured("INS", 0.5, rows));
  deepStrictEqual([asHoped, text], [
    false,
    "INS@k: control 1 do clearly better at k = 1, control 0 do not lose clearly at k = 1 and 3, " +
    "control 1 do not lose clearly at k = 3 and control 2 do not lose clearly at k = 1, 3 and 4.",
  ]);
});

Deno.test("fidelityFindings() takes a control without any comparison for one that does not lose", () => {
  const fidelity = measured("INS", 0.5, [["loses"]]);
  const [values] = fidelity.measures;
  const bare = { ...values, at: [{ k: 1, controls: [{ control: "0", label: "control 0" }] }] };
  deepStrictEqual(
    fidelityFindings({ ...fidelity, measures: [bare] })[0].text,
    "INS@k: no control loses clearly at k = 1.",
  );
});

Deno.test("fidelityFindings() tells when the top item mostly stays, however clear the difference", () => {
  const [clear, stays] = fidelityFindings(measured("POS", 0.98, [["loses"], ["loses"]]));
  deepStrictEqual([clear.asHoped, stays.asHoped, stays.text], [
    true,
    false,
    "Without its 2 strongest reasons the top item stays in the top 20 for 98 % of users: its score is spread over 216 reasons, and few do not carry it.",
  ]);
  const [, carried] = fidelityFindings(measured("POS", 0.2, [["loses"]]));
  deepStrictEqual([carried.asHoped, carried.text], [
    true,
    "Without its strongest reason the top item stays in the top 20 for 20 % of users.",
  ]);
});
