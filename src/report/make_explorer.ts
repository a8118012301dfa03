import { attributeValueLabel, relationLabel } from "../data/labels.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { RelevantFrom } from "../evaluate/relevance.ts";
import { isShared, type Model } from "../model/model.ts";
import { userProfiles } from "../model/personal_model.ts";
import { idf } from "../recommend/attribute_weighting.ts";
import { countRatings } from "../data/rating_counts.ts";
import type { RecommenderOptions } from "../recommend/registry.ts";
import type {
  ExplorerContent,
  FixedLists,
  PersonalContent,
  SharedContent,
} from "./explorer_content.ts";

/** What an explorer is made from. */
export interface ExplorerInput {
  /** The model. */
  readonly model: Model;
  /** Title of each item, by index. */
  readonly itemLabels: readonly string[];
  /** How profiles become recommendations, in personal mode. */
  readonly options: Pick<RecommenderOptions, "profile" | "scaling" | "idf">;
  /** Index of each user, ascending. */
  readonly users: Uint32Array;
  /** Held-out ratings, where the model was evaluated. */
  readonly held?: { readonly test: SparseMatrix; readonly relevantFrom: RelevantFrom };
  /** Lists that the page cannot compute anew. */
  readonly fixed?: FixedLists;
  /** Length of the lists. */
  readonly listLength: number;
}

/**
 * Gathers what the explorer of a report needs.
 *
 * @param input The model and what to show of it.
 * @returns The content.
 */
export function makeExplorer(input: ExplorerInput): ExplorerContent {
  const { model, itemLabels, users, held, fixed, listLength } = input;
  const { interactions, attributes } = model.dataset;
  const ratings = rowsOf(interactions.ratings, users);
  return {
    items: itemLabels,
    attributes: attributes.map((attribute) => [
      relationLabel(attribute.relation),
      attributeValueLabel(attribute),
    ]),
    users: Array.from(users, (user) => interactions.users.ids[user]),
    first: typicalUser(ratings),
    listLength,
    scale: interactions.scale,
    ratings,
    ...(held && { held: relevantOf(rowsOf(held.test, users), held.relevantFrom) }),
    candidates: Uint8Array.from(countRatings(interactions.ratings), (count) => count > 0 ? 1 : 0),
    model: isShared(model) ? { mode: "shared", network: model.network } satisfies SharedContent : {
      mode: "personal",
      settings: model.settings,
      graph: model.dataset.graph,
      ...(model.broader && { broader: model.broader.layer.graph }),
      activations: rowsOf(model.activations, users),
      profile: input.options.profile,
      scaling: input.options.scaling,
      ...(input.options.idf && {
        idf: Float64Array.from(
          idf(userProfiles(model, input.options.profile, input.options.scaling)),
        ),
      }),
    } satisfies PersonalContent,
    ...(fixed && { fixed }),
  };
}

/** The user whose number of ratings is in the middle: neither a newcomer nor a collector. */
function typicalUser({ rows, indptr }: SparseMatrix): number {
  const count = (user: number) => indptr[user + 1] - indptr[user];
  const order = [...Array(rows).keys()].sort((a, b) => count(a) - count(b) || a - b);
  return order[rows >> 1] ?? 0;
}

/** Some rows of a matrix. */
function rowsOf(matrix: SparseMatrix, rows: Uint32Array): SparseMatrix {
  return choose(matrix, rows, () => true);
}

function relevantOf(test: SparseMatrix, from: RelevantFrom): SparseMatrix {
  const all = Uint32Array.from({ length: test.rows }, (_, row) => row);
  const least = from === "all" ? -Infinity : Math.fround(from);
  return choose(test, all, (value) => value >= least);
}

function choose(
  { columns, indptr, indices, values }: SparseMatrix,
  rows: Uint32Array,
  keep: (value: number) => boolean,
): SparseMatrix {
  const starts = new Uint32Array(rows.length + 1);
  const kept: number[] = [];
  rows.forEach((row, place) => {
    for (let k = indptr[row]; k < indptr[row + 1]; k++) if (keep(values[k])) kept.push(k);
    starts[place + 1] = kept.length;
  });
  return {
    rows: rows.length,
    columns,
    indptr: starts,
    indices: Uint32Array.from(kept, (k) => indices[k]),
    values: Float32Array.from(kept, (k) => values[k]),
  };
}
