import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { halvingRungs } from "../../../src/evaluate/tuning/halving.ts";
import { searchSettings } from "../../../src/evaluate/tuning/search_settings.ts";
import type { TrialResult } from "../../../src/formats/trial_log.ts";

/** A search over numbers whose value is the number itself, undefined where it fails. */
function searchOf(values: readonly (number | undefined)[], full = 1) {
  const trials = values.map((value, trial) => ({ trial, values: [String(value)] }));
  const plan = { trials, rungs: halvingRungs({ trials: trials.length, full }) };
  const asked: string[] = [];
  const measure = ({ trial }: { trial: number }, budget: number) => {
    asked.push(`${trial} ${budget}`);
    const value = values[trial];
    return Promise.resolve(value === undefined ? { reason: "no luck" } : { value });
  };
  return { plan, measure, asked };
}

const withoutSeconds = ({ seconds: _, ...result }: TrialResult) => result;
const numbers = fc.array(fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }), {
  minLength: 1,
  maxLength: 40,
});

Deno.test("searchSettings() finds the greatest value where budgets do not change it, the first of equal ones", async () => {
  await fc.assert(fc.asyncProperty(numbers, async (values) => {
    const { plan, measure } = searchOf(values);
    const { best, results } = await searchSettings(plan, measure);
    const known = values.filter((value) => value !== undefined);
    strictEqual(best?.value, known.length > 0 ? Math.max(...known) : undefined);
    if (best) strictEqual(best.trial, values.indexOf(best.value));
    for (const { value, status, reason } of results) {
      deepStrictEqual(
        [status, reason],
        value === undefined ? ["failed", "no luck"] : ["ok", undefined],
      );
    }
  }));
});

Deno.test("searchSettings() that is interrupted anywhere goes on to the same results, measuring nothing twice", async () => {
  const cut = fc.tuple(numbers, fc.nat({ max: 60 }), fc.boolean());
  await fc.assert(fc.asyncProperty(cut, async ([values, until, grouped]) => {
    const { plan, measure } = searchOf(values);
    const groupOf = grouped ? ({ trial }: { trial: number }) => String(trial % 3) : undefined;
    const whole = await searchSettings({ ...plan, groupOf }, measure);
    const controller = new AbortController(), known: TrialResult[] = [];
    const onResult = (result: TrialResult) => {
      known.push(result);
      if (known.length === until) controller.abort();
    };
    const first = searchOf(values), second = searchOf(values);
    const cutShort = searchSettings({ ...plan, groupOf }, first.measure, {
      onResult,
      signal: controller.signal,
    });
    if (until > 0 && until < whole.results.length) await rejects(cutShort, { name: "AbortError" });
    else await cutShort;
    const resumed = await searchSettings({ ...plan, groupOf }, second.measure, { known });
    deepStrictEqual(resumed.results.map(withoutSeconds), whole.results.map(withoutSeconds));
    deepStrictEqual(
      resumed.best && withoutSeconds(resumed.best),
      whole.best && withoutSeconds(whole.best),
    );
    const both = [...first.asked, ...second.asked];
    strictEqual(new Set(both).size, both.length);
    strictEqual(both.length, whole.results.length);
  }));
});

Deno.test("searchSettings() measures trials of a group one after another", async () => {
  const { plan, measure, asked } = searchOf([1, 2, 3, 4, 5]);
  const rungs = [{ trials: 5, budget: 1 }];
  await searchSettings({ ...plan, rungs, groupOf: ({ trial }) => String(trial % 2) }, measure);
  deepStrictEqual(asked, ["0 1", "2 1", "4 1", "1 1", "3 1"]);
});

Deno.test("searchSettings() lets the best go on, and those that failed no further", async () => {
  const { plan, measure, asked } = searchOf([5, undefined, 7, 1, 7, 3, 2, 6, 4], 9);
  const done: number[] = [];
  await searchSettings(plan, measure, {
    onProgress: ({ done: n, total }) => (done.push(n), ok(total === 13)),
  });
  deepStrictEqual(asked.slice(9), ["2 3", "4 3", "7 3", "2 9"]);
  strictEqual(done.at(-1), 13);
});

Deno.test("searchSettings() takes neither a look at the test part nor other values for a result", async () => {
  const { plan, measure, asked } = searchOf([1]);
  const other = { trial: 0, budget: 1, value: 8, seconds: 0 };
  const known = [
    { ...other, values: ["1"], status: "test" as const },
    { ...other, values: ["2"], status: "ok" as const },
  ];
  const { best } = await searchSettings(plan, measure, { known });
  deepStrictEqual([best!.value, asked.length], [1, 1]);
});
