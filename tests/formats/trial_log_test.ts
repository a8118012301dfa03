import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { InputError } from "../../src/errors.ts";
import {
  readTrialLog,
  type TrialResult,
  writeTrial,
  writeTrialLogHead,
} from "../../src/formats/trial_log.ts";

const word = fc.stringMatching(/^[a-z0-9.@-]{1,8}$/);
const head = fc.record({
  about: fc.dictionary(fc.string().filter((key) => key !== "__proto__"), fc.string()),
  options: fc.array(word, { minLength: 1, maxLength: 3 }),
  metric: word,
});
const result = (options: number) =>
  fc.record({
    trial: fc.nat(),
    budget: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    values: fc.array(word, { minLength: options, maxLength: options }),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    seconds: fc.nat(9999).map((n) => n / 4),
    kind: fc.constantFrom("ok", "test", "failed", "failed: for a reason"),
  }).map(({ kind, value, ...rest }): TrialResult => {
    if (kind === "ok" || kind === "test") return { ...rest, value: value || 0, status: kind };
    const reason = kind === "failed" ? {} : { reason: "for a reason" };
    return { ...rest, status: "failed", ...reason };
  });
const log = head.chain((head) =>
  fc.record({ head: fc.constant(head), results: fc.array(result(head.options.length)) })
);

Deno.test("readTrialLog() reads back what was written, to the bit", () => {
  fc.assert(fc.property(log, ({ head, results }) => {
    const text = writeTrialLogHead(head) + results.map(writeTrial).join("");
    deepStrictEqual(
      JSON.parse(JSON.stringify(readTrialLog("tune.tsv", text))),
      JSON.parse(JSON.stringify({ ...head, results, length: text.length })),
    );
  }));
});

Deno.test("readTrialLog() passes over a last line that was cut anywhere", () => {
  fc.assert(fc.property(log, fc.double({ min: 0, max: 0.999, noNaN: true }), (log, at) => {
    const { head, results } = log;
    if (results.length === 0) return;
    const lines = results.map(writeTrial), last = lines.pop()!;
    const whole = writeTrialLogHead(head) + lines.join("");
    const cut = whole + last.slice(0, Math.floor(at * last.length));
    const read = readTrialLog("tune.tsv", cut);
    strictEqual(read.results.length, results.length - 1);
    strictEqual(cut.slice(0, read.length), whole);
  }));
});

Deno.test("readTrialLog() names the line that is not of a trial", () => {
  const start = writeTrialLogHead({ about: {}, options: ["k"], metric: "ndcg@10" });
  const good = "0\t1\t40\t0.25\t1.50\tok\n";
  for (
    const line of [
      "0\t1\t40\t0.25\t1.50",
      "x\t1\t40\t0.25\t1.50\tok",
      "-1\t1\t40\t0.25\t1.50\tok",
      "0\t0\t40\t0.25\t1.50\tok",
      "0\t1\t40\t\t1.50\tok",
      "0\t1\t40\t0.25\t1.50\tfailed",
      "0\t1\t40\t0.25\t\tok",
      "0\t1\t40\t0.25\t1.50\tdone",
      "",
    ]
  ) {
    throws(() => readTrialLog("tune.tsv", `${start}${good}${line}\n`), (error) => {
      strictEqual(error instanceof InputError && error.position.line, 4, line);
      return true;
    });
  }
});

Deno.test("readTrialLog() refuses other files", () => {
  for (
    const text of ["", "user\titem\n1\t2\n", "# semauto tune 1 {\n", "# semauto tune 1 {}\na\tb\n"]
  ) {
    throws(
      () => readTrialLog("x.tsv", text),
      /^InputError: Cannot read x.tsv: it is no log of trials/,
    );
  }
});
