import type { Fidelity, FidelityAt, FidelityValues } from "./fidelity.ts";
import { enumerate, type Finding, percent } from "./quality_table.ts";

/** Above this share of users whose top item stays, few reasons cannot be said to carry it. */
const MOSTLY = 0.5;

/**
 * Says whether the controls lose clearly, measure by measure, and whether few reasons carry a recommendation at all.
 *
 * @param fidelity What was measured.
 * @returns The findings.
 */
export function fidelityFindings(fidelity: Fidelity): Finding[] {
  return [
    ...fidelity.measures.map((values) => againstControls(values)),
    ...howMuchTheyCarry(fidelity),
  ];
}

function againstControls({ measure, at }: FidelityValues): Finding {
  const { controls } = at[0];
  const exceptions = (["wins", "unclear"] as const).flatMap((outcome) => {
    // Controls that do not lose at the same numbers of reasons are told together.
    const byKs = Map.groupBy(
      controls.keys().filter((c) => ksOf(outcome, c, at).length > 0),
      (c) => range(ksOf(outcome, c, at)),
    );
    return [...byKs].map(([ks, which]) => {
      const isAll = which.length === controls.length;
      const who = enumerate(which.map((c) => controls[c].label));
      return outcome === "wins"
        ? `${isAll ? "all controls" : who} do clearly better at k = ${ks}`
        : `${isAll ? "no control loses" : `${who} do not lose`} clearly at k = ${ks}`;
    });
  });
  return exceptions.length === 0
    ? {
      measure,
      asHoped: true,
      text: `${measure}@k: all controls lose clearly to the strongest reasons, at k = ${
        range(at.map(({ k }) => k))
      }.`,
    }
    : { measure, asHoped: false, text: `${measure}@k: ${enumerate(exceptions)}.` };
}

/** Numbers of reasons at which a control comes out so. */
function ksOf(outcome: "wins" | "unclear", control: number, at: readonly FidelityAt[]): number[] {
  return at.filter(({ controls }) =>
    (controls[control].comparison?.control ?? "unclear") === outcome
  ).map(({ k }) => k);
}

function howMuchTheyCarry({ measures, place, reasonsPerItem }: Fidelity): Finding[] {
  const last = measures.find(({ measure }) => measure === "POS")?.at.at(-1);
  if (!last?.reasons) return [];
  const { mean } = last.reasons, isCarried = mean < MOSTLY;
  const those = last.k === 1 ? "its strongest reason" : `its ${last.k} strongest reasons`;
  return [{
    measure: "POS",
    asHoped: isCarried,
    text: `Without ${those} the top item stays in the top ${place} for ${percent(mean)} of users${
      isCarried
        ? ""
        : `: its score is spread over ${
          Math.round(reasonsPerItem.mean)
        } reasons, and few do not carry it`
    }.`,
  }];
}

/** `1 to 5`, or `1, 3 and 4`. */
function range(ks: readonly number[]): string {
  const isRun = ks.length > 2 && ks.every((k, at) => k === ks[0] + at);
  return isRun ? `${ks[0]} to ${ks.at(-1)}` : enumerate(ks.map(String));
}
