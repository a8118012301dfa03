import { InputError } from "../errors.ts";
import { parseDecimal } from "./number.ts";

/** What came of one trial of a search. */
export interface TrialResult {
  /** Number of the trial, from 0. */
  readonly trial: number;
  /** What it might spend: epochs, or a share of the users. */
  readonly budget: number;
  /** Its setting, (options). */
  readonly values: readonly string[];
  /** What was measured; undefined where the trial failed. */
  readonly value?: number;
  /** Wall-clock seconds. */
  readonly seconds: number;
  /** Whether it was finished on the validation part, failed there, or is a chosen setting on the test part. */
  readonly status: "ok" | "failed" | "test";
  /** Why it failed. */
  readonly reason?: string;
}

/** What a log of trials is of. */
export interface TrialLogHead {
  /** Everything that a trial's value depends on, by name. */
  readonly about: Readonly<Record<string, string>>;
  /** The options that are searched over. */
  readonly options: readonly string[];
  /** What is measured, such as `ndcg@10`. */
  readonly metric: string;
}

/** A log of trials. */
export interface TrialLog extends TrialLogHead {
  /** The trials, in the order in which they were finished. */
  readonly results: readonly TrialResult[];
  /** Length of the text without a last line that was not finished, UTF-16 units. */
  readonly length: number;
}

const TITLE = "# semauto tune 1 ";

/**
 * The first lines of a log of trials, which is a table: tab separated, a header, a line for each trial, and before them a comment with what it is of.
 *
 * @param head What it is of.
 * @returns The lines.
 */
export function writeTrialLogHead({ about, options, metric }: TrialLogHead): string {
  return `${TITLE}${JSON.stringify(about)}\n${
    ["trial", "budget", ...options, metric, "seconds", "status"].join("\t")
  }\n`;
}

/**
 * The line of one trial.
 *
 * @param result What came of it.
 * @returns The line; numbers are written so that they are read back to the bit, but for the seconds.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const result = { trial: 3, budget: 1, values: ["40"], value: 0.25, seconds: 1.5, status: "ok" } as const;
 * strictEqual(writeTrial(result), "3\t1\t40\t0.25\t1.50\tok\n");
 * ```
 */
export function writeTrial(
  { trial, budget, values, value, seconds, status, reason }: TrialResult,
): string {
  const told = reason === undefined ? status : `${status}: ${reason.replaceAll(/\s+/g, " ")}`;
  return `${[trial, budget, ...values, value ?? "", seconds.toFixed(2), told].join("\t")}\n`;
}

/**
 * Reads a log of trials.
 *
 * @param file Its name, for messages.
 * @param text Its text; a last line without an end was not finished and is passed over.
 * @returns The log.
 * @throws {InputError} Where it is no such log, or a line is not of a trial.
 */
export function readTrialLog(file: string, text: string): TrialLog {
  const length = text.lastIndexOf("\n") + 1;
  const lines = text.slice(0, length).split("\n").slice(0, -1);
  const about = readAbout(lines[0] ?? "");
  const columns = lines[1]?.split("\t") ?? [];
  if (!about || columns.length < 6 || columns[0] !== "trial") {
    throw new InputError({ file }, "it is no log of trials, expected one that 'tune' began");
  }
  const results = lines.slice(2).map((line, k) => {
    const fail = (problem: string) => {
      throw new InputError({ file, line: k + 3 }, problem);
    };
    const fields = line.split("\t");
    if (fields.length !== columns.length) {
      fail(`it has ${fields.length} fields, expected ${columns.length}`);
    }
    return readTrial(fields, fail);
  });
  return { about, options: columns.slice(2, -3), metric: columns.at(-3)!, results, length };
}

function readAbout(line: string): Record<string, string> | undefined {
  if (!line.startsWith(TITLE)) return undefined;
  try {
    return JSON.parse(line.slice(TITLE.length));
  } catch {
    return undefined;
  }
}

function readTrial(fields: readonly string[], fail: (problem: string) => void): TrialResult {
  const [trial, budget, value, seconds] = [fields[0], fields[1], fields.at(-3)!, fields.at(-2)!]
    .map((field) => field === "" ? NaN : parseDecimal(field) ?? NaN);
  const [, status, reason] = /^(ok|failed|test)(?:: (.*))?$/.exec(fields.at(-1)!) ?? [];
  const isMeasured = status === "failed" ? fields.at(-3) === "" : Number.isFinite(value);
  const isTrial = Number.isSafeInteger(trial) && trial >= 0 && budget > 0 && seconds >= 0;
  if (status === undefined || !isMeasured || !isTrial) {
    fail("it is not of a trial, expected trial, budget, options, value, seconds and status");
  }
  return {
    trial,
    budget,
    values: fields.slice(2, -3),
    ...(status === "failed" ? {} : { value }),
    seconds,
    status: status as TrialResult["status"],
    ...(reason === undefined ? {} : { reason }),
  };
}
