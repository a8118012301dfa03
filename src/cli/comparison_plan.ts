import type { Dataset } from "../data/dataset.ts";
import type { Split } from "../data/split.ts";
import type { Evaluation } from "../evaluate/protocol.ts";
import type { RelevantFrom } from "../evaluate/relevance.ts";
import type { Mode, Model } from "../model/model.ts";
import type { Backend } from "../model/training_backend.ts";
import type { BaselineFacts, BaselineOptions } from "../recommend/baseline_registry.ts";
import type { CompletionChoice } from "../recommend/profile_completer.ts";
import type { RecommenderOptions } from "../recommend/registry.ts";
import type { LoadedRun } from "./external_runs.ts";
import type { TrainingChoice } from "./training_choice.ts";
import type { TrainingRun } from "./training_runs.ts";

/** What is compared, and how. */
export interface ComparisonPlan {
  /** Names of the recommenders, in the order of the table. */
  readonly names: readonly string[];
  /** How the networks that they need are trained. */
  readonly trainings: Readonly<Partial<Record<Mode, readonly TrainingChoice[]>>>;
  /** Seeds of shuffled attributes. */
  readonly seeds: readonly number[];
  /** Lists of other tools. */
  readonly runs: readonly LoadedRun[];
  /** The training part, joined with its attributes. */
  readonly dataset: Dataset;
  /** What is learned from, what is judged by and, where there is such a part, what the judged users are known by. */
  readonly split: Split;
  /** Number of users who are judged. */
  readonly judged: number;
  /** Cutoffs and relevance. */
  readonly judging: { readonly cutoffs: readonly number[]; readonly relevantFrom: RelevantFrom };
  /** How profiles become recommendations. */
  readonly profiles: RecommenderOptions;
  /** What of a network recommends: the model itself, or its second layer. */
  readonly view: (model: Model) => Model;
  /** How baselines are made. */
  readonly baselines: BaselineOptions;
  /** Learns how to complete the profiles of a network, where completed recommenders are wanted as well. */
  readonly complete?: (model: Model) => Promise<CompletionChoice | undefined>;
  /** Where networks are trained. */
  readonly backend: Backend;
  /** CPU cores to use (default: all). */
  readonly threads?: number;
}

/** One row of the table. */
export interface ComparedRow {
  /** What it is called in files, unique in the table; the name of the evaluation too. */
  readonly name: string;
  /** The same for people. */
  readonly label: string;
  /** What a row with shuffled attributes is held against; its own name otherwise. */
  readonly of: string;
  /** Seed of the shuffled attributes. */
  readonly seed?: number;
  /** How good it is. */
  readonly evaluation: Evaluation;
  /** What it cost; a network that several rows share is counted in each. Absent for lists of another tool. */
  readonly cost?: RowCost;
  /** How a baseline was made. */
  readonly baseline?: BaselineFacts;
  /** Where lists of another tool came from. */
  readonly run?: LoadedRun;
  /** How profiles were completed. */
  readonly completion?: CompletionChoice;
}

/** What a row cost. */
export interface RowCost {
  /** Training the network, making the recommender and preparing it, seconds. */
  readonly trainSeconds: number;
  /** Scoring and ranking all items for all judged users and computing the metrics, seconds. */
  readonly scoreSeconds: number;
  /** Most growth of the process's resident memory meanwhile, bytes. */
  readonly peakBytes: number;
}

/** A network that was trained for some rows. */
export interface TrainedNetwork {
  /** Its mode. */
  readonly mode: Mode;
  /** Seed of the shuffled attributes. */
  readonly seed?: number;
  /** How it was trained. */
  readonly settings: Model["settings"];
  /** What came of it, for `--json` and for people; the network itself is let go when its rows are done. */
  readonly told: Pick<TrainingRun, "summary" | "lines">;
}

/** What a comparison found. */
export interface ComparisonOutcome {
  /** The rows, in the order of the table. */
  readonly rows: readonly ComparedRow[];
  /** The networks, in the order in which they were trained. */
  readonly networks: readonly TrainedNetwork[];
  /** Why there is no more, where it was interrupted or has failed. */
  readonly interrupted?: string;
  /** The error, where it has failed. */
  readonly failure?: unknown;
}
