import type { SparseMatrix } from "../data/sparse_matrix.ts";
import { UsageError } from "../errors.ts";
import { createCbowScorer } from "../kernels/cbow_wasm.ts";
import type { ProfileDefinition } from "../model/personal_model.ts";
import type { ProfileCompletion } from "../model/profile_completion.ts";
import { rowTokens } from "../model/profile_tokens.ts";
import { type ProfileRow, rowOf } from "./nearest_users.ts";
import { inferFaithfully, type InferredWeights, inferSanely } from "./inferred_weights.ts";
import type { Inference, RowInference } from "./profile_inference.ts";

/** How profiles are completed. */
export interface CompletionChoice {
  /** What `trainCompletion` learned from the profiles that are completed. */
  readonly learned: ProfileCompletion;
  /**
   * `faithful`, as published: every missing attribute that some other user has, at its most probable level, whatever the user's learned
   * weights are; the highest inferred level weighs as much as the user's dearest attribute. `sane`: only the most probable attributes,
   * with weights that rank below what was learned.
   */
  readonly kind: "sane" | "faithful";
  /** `sane`: how many attributes a profile is given at most, from 0 (default 50). */
  readonly top?: number;
  /** `sane`: factor on what an inferred weight may be, 0 to 1 (default 0.5). */
  readonly discount?: number;
  /**
   * `sane`: which quantile of the user's learned weights above 0 an inferred one may not pass, 0 to 1 (default 0: the least, so that no
   * inferred weight passes any learned one).
   */
  readonly ceiling?: number;
}

/** Adds to profiles what they lack. */
export interface ProfileCompleter {
  /**
   * Completes one profile.
   *
   * @param row The profile as learned, scaled but not weighted.
   * @returns The learned weights as they were, and the inferred ones.
   */
  complete(row: ProfileRow): ProfileRow;
  /**
   * Tells what `complete` inferred, and why.
   *
   * @param row The profile as learned.
   */
  inference(row: ProfileRow): RowInference;
}

/**
 * Prepares to complete profiles. With c the mean of the input vectors of a profile's tokens and u the output vector of a token (f, l) whose
 * attribute f the profile lacks, the token's score is c . u. The level of f is the one whose token is most probable; which attributes are
 * added and what a level weighs is said at `inferFaithfully` and `inferSanely`.
 *
 * Source: Bellini et al., arXiv 1807.05006 (KaRS 2018).
 *
 * @param choice What was learned, and how to go by it.
 * @returns What completes, with scratch memory of its own.
 * @throws {UsageError} Where an option is out of range.
 */
export function profileCompleter(choice: CompletionChoice): ProfileCompleter {
  const { learned: { tokens, vectors, settings: { noisePower } }, kind } = choice;
  const { top = 50, discount = 0.5, ceiling = 0 } = choice;
  checkChoice(kind, top, discount, ceiling);
  const { size, input, output } = vectors;
  const scorer = createCbowScorer(vectors);
  const context = new Float32Array(size);
  const prior = Float64Array.from(tokens.count, (count) => count ** noisePower);
  const infer = (row: ProfileRow, words: Uint32Array): InferredWeights => {
    if (words.length === 0) return { attributes: [], levels: [], weights: [] };
    context.fill(0);
    for (const word of words) for (let d = 0; d < size; d++) context[d] += input[word * size + d];
    for (let d = 0; d < size; d++) context[d] /= words.length;
    const scores = scorer.scores(context);
    return kind === "faithful"
      ? inferFaithfully(tokens, row, scores)
      : inferSanely(tokens, row, scores, { top, discount, ceiling, prior });
  };
  return {
    complete: (row) => merge(row, infer(row, rowTokens(tokens, row))),
    inference(row) {
      const words = rowTokens(tokens, row);
      const own = new Set(row.indices);
      let levels: Map<number, number> | undefined;
      const levelOf = (attribute: number) => {
        if (own.has(attribute)) return undefined;
        if (!levels) {
          const inferred = infer(row, words);
          levels = new Map(inferred.attributes.map((f, k) => [f, inferred.levels[k]]));
        }
        return levels.get(attribute);
      };
      return {
        isInferred: (attribute) => levelOf(attribute) !== undefined,
        behind(attribute) {
          const level = levelOf(attribute);
          if (level === undefined) return undefined;
          let token = tokens.attributeStart[attribute];
          while (tokens.level[token] !== level) token++;
          return takeApart(
            choice.learned,
            words,
            level,
            output.subarray(token * size, (token + 1) * size),
          );
        },
      };
    },
  };
}

/**
 * The same, where the profiles must be those that were learned from.
 *
 * @param choice What was learned, and how to go by it.
 * @param profile Which number of the network the profiles are.
 * @param attributes How many attributes they are over.
 * @returns What completes.
 * @throws {UsageError} Where it was learned from other profiles, or an option is out of range.
 */
export function completerFor(
  choice: CompletionChoice,
  profile: ProfileDefinition,
  attributes: number,
): ProfileCompleter {
  const { learned } = choice, known = learned.tokens.attributeStart.length - 1;
  if (learned.profile !== profile) {
    throw new UsageError(
      `Cannot complete profiles: they are of the definition '${profile}', expected '${learned.profile}', ` +
        "of which the completion was learned",
    );
  }
  if (known !== attributes) {
    throw new UsageError(
      `Cannot complete profiles: they are over ${attributes} attributes, expected ${known}, those of the model that the ` +
        "completion was learned from",
    );
  }
  return profileCompleter(choice);
}

function checkChoice(kind: string, top: number, discount: number, ceiling: number): void {
  const check = (name: string, value: unknown, holds: boolean, wanted: string) => {
    if (holds) return;
    throw new UsageError(`Cannot complete profiles: ${name} is ${value}, expected ${wanted}`);
  };
  check("kind", kind, kind === "sane" || kind === "faithful", "sane or faithful");
  check("top", top, Number.isInteger(top) && top >= 0, "an integer from 0");
  check("discount", discount, discount >= 0 && discount <= 1, "a number from 0 to 1");
  check("ceiling", ceiling, ceiling >= 0 && ceiling <= 1, "a number from 0 to 1");
}

/** Learned and inferred weights in ascending order of attributes. */
function merge({ indices, values }: ProfileRow, inferred: InferredWeights): ProfileRow {
  const { attributes, weights } = inferred;
  const length = indices.length + attributes.length;
  const all = { indices: new Uint32Array(length), values: new Float32Array(length) };
  for (let at = 0, a = 0, b = 0; at < length; at++) {
    const own = b >= attributes.length || (a < indices.length && indices[a] < attributes[b]);
    all.indices[at] = own ? indices[a] : attributes[b];
    all.values[at] = own ? values[a++] : weights[b++];
  }
  return all;
}

/** The score of a token, shared out over the tokens whose mean is the context. */
function takeApart(
  { tokens, vectors: { size, input } }: ProfileCompletion,
  words: Uint32Array,
  level: number,
  expected: Float32Array,
): Inference {
  let score = 0;
  const parts = Array.from(words, (word) => {
    let part = 0;
    for (let d = 0; d < size; d++) part += input[word * size + d] * expected[d];
    part /= words.length;
    score += part;
    return { attribute: tokens.attribute[word], level: tokens.level[word], part };
  });
  parts.sort((a, b) => b.part - a.part || a.attribute - b.attribute);
  return { level, score, parts };
}

/** Cells of a matrix at most: 8 GB, and arrays of JavaScript do not get much longer. */
const MOST_CELLS = 2 ** 30;

/**
 * Completes the profiles of all users, one after another.
 *
 * @param profiles The profiles as learned, (users, attributes), scaled but not weighted.
 * @param completer What completes them.
 * @returns The completed profiles. Of a faithful completion nearly every cell is filled: 8 bytes each.
 * @throws {UsageError} Where there would be more cells than a matrix can number.
 */
export function completeProfiles(
  profiles: SparseMatrix,
  completer: ProfileCompleter,
): SparseMatrix {
  const indptr = new Uint32Array(profiles.rows + 1);
  let indices = new Uint32Array(profiles.indices.length), values = new Float32Array(indices.length);
  for (let u = 0; u < profiles.rows; u++) {
    const row = completer.complete(rowOf(profiles, u));
    const start = indptr[u], end = start + row.indices.length;
    if (end > MOST_CELLS) {
      throw new UsageError(
        `Cannot complete the profiles of ${profiles.rows} users: the first ${
          u + 1
        } take ${end} cells, expected at most ` +
          `${MOST_CELLS} for all; the completion 'sane' adds few to each`,
      );
    }
    if (end > indices.length) {
      // The next users are as long as those before: one enlargement is mostly enough.
      const length = Math.min(
        MOST_CELLS,
        Math.ceil(Math.max(end, 1.02 * end / (u + 1) * profiles.rows)),
      );
      indices = enlarged(indices, new Uint32Array(length), start);
      values = enlarged(values, new Float32Array(length), start);
    }
    indices.set(row.indices, start);
    values.set(row.values, start);
    indptr[u + 1] = end;
  }
  const length = indptr[profiles.rows];
  return {
    ...profiles,
    indptr,
    indices: indices.subarray(0, length),
    values: values.subarray(0, length),
  };
}

function enlarged<T extends Uint32Array | Float32Array>(from: T, into: T, length: number): T {
  into.set(from.subarray(0, length));
  return into;
}
