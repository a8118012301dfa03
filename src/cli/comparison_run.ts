import type { Dataset } from "../data/dataset.ts";
import { shuffleGraph } from "../data/shuffle_graph.ts";
import { evaluate, type Evaluation, judgesMany, type RankedLists } from "../evaluate/protocol.ts";
import type { Mode, Model } from "../model/model.ts";
import {
  ATTRIBUTE_BASELINES,
  type BaselineFacts,
  createBaseline,
} from "../recommend/baseline_registry.ts";
import type { Recommender } from "../recommend/recommender.ts";
import type { CompletionChoice } from "../recommend/profile_completer.ts";
import { COMPLETABLE, createRecommenders } from "../recommend/registry.ts";
import { foldInUsers } from "../train/fold_in_users.ts";
import { modeOfRecommender } from "./comparison_options.ts";
import type {
  ComparedRow,
  ComparisonOutcome,
  ComparisonPlan,
  RowCost,
  TrainedNetwork,
} from "./comparison_plan.ts";
import { type Cost, measureCost } from "./cost_meter.ts";
import { prepare } from "./preparation.ts";
import type { Session } from "./session.ts";
import type { TrainingChoice } from "./training_choice.ts";
import type { TrainingRun } from "./training_runs.ts";

/** An interrupted training: the rest of the table cannot be had. */
class Interruption extends Error {}

/**
 * Trains each network that some recommender needs once, and judges all recommenders on the same lists of users: first those with the true attributes, then
 * seed by seed those that know attributes with shuffled ones.
 *
 * @param plan What is compared.
 * @param session Progress, notes and abort signal.
 * @returns The rows; after an interruption or a failure those that are finished.
 */
export async function runComparison(
  plan: ComparisonPlan,
  session: Session,
): Promise<ComparisonOutcome> {
  const networks: TrainedNetwork[] = [];
  const found: { readonly place: readonly number[]; readonly row: ComparedRow }[] = [];
  const outcome = (interrupted?: string, failure?: unknown): ComparisonOutcome => ({
    rows: found.sort((a, b) => compareNumbers(a.place, b.place)).map(({ row }) => row),
    networks,
    interrupted,
    failure,
  });
  try {
    for (const [place, run] of plan.runs.entries()) {
      const { name } = run.lists;
      const evaluation = await judge(plan, run.lists, session);
      const row = { name, label: run.label, of: name, evaluation, run };
      found.push({ place: [plan.names.length + place], row });
    }
    for (const [world, seed] of [undefined, ...plan.seeds].entries()) {
      const trained = trainings(plan, seed, networks, session);
      for (const [place, name] of plan.names.entries()) {
        const mode = modeOfRecommender(name);
        if (mode === undefined) {
          if (seed !== undefined && !ATTRIBUTE_BASELINES.includes(name)) continue;
          const row = await baselineRow(plan, name, trained.dataset, seed, session);
          found.push({ place: [place, 0, world], row });
          continue;
        }
        for (const [which, choice] of plan.trainings[mode]!.entries()) {
          if (seed !== undefined && !choice.knowsAttributes) continue;
          const network = await trained.of(mode, choice);
          const row = await networkRow(plan, name, choice, network, seed, session);
          found.push({ place: [place, which, world, 0], row });
          if (!plan.complete || !COMPLETABLE.includes(name)) continue;
          const { completion, cost } = await trained.completionOf(choice);
          const completed = { ...network, completion, cost: bothCosts(network.cost, cost) };
          found.push({
            place: [place, which, world, 1],
            row: await networkRow(plan, name, choice, completed, seed, session),
          });
        }
      }
    }
    return outcome();
  } catch (error) {
    if (error instanceof Interruption) return outcome(error.message);
    if (session.signal.aborted && error === session.signal.reason) {
      return outcome("the rest was not begun");
    }
    return outcome("a recommender has failed", error);
  }
}

/** Whether a recommender changes where attributes do. */
export function knowsAttributes(name: string, { trainings }: Pick<ComparisonPlan, "trainings">) {
  const mode = modeOfRecommender(name);
  return mode === undefined
    ? ATTRIBUTE_BASELINES.includes(name)
    : trainings[mode]!.some((choice) => choice.knowsAttributes);
}

/** A network, and the same as the users who are folded in see it. */
type Trained = {
  readonly run: TrainingRun;
  readonly asked?: Model;
  readonly cost: Cost;
  readonly completion?: CompletionChoice;
};

function bothCosts(first: Cost, second: Cost): Cost {
  return {
    seconds: first.seconds + second.seconds,
    peakBytes: Math.max(first.peakBytes, second.peakBytes),
  };
}

/** The networks over true or shuffled attributes, each trained when it is first asked for. */
function trainings(
  plan: ComparisonPlan,
  seed: number | undefined,
  networks: TrainedNetwork[],
  session: Session,
) {
  const dataset = seed === undefined
    ? plan.dataset
    : { ...plan.dataset, graph: shuffleGraph(plan.dataset.graph, seed) };
  const done = new Map<TrainingChoice, Trained>();
  const completions = new Map<TrainingChoice, { completion?: CompletionChoice; cost: Cost }>();
  return {
    dataset,
    /** How to complete the profiles of a network that was trained, learned once. */
    async completionOf(choice: TrainingChoice) {
      const known = completions.get(choice);
      if (known) return known;
      const { model } = done.get(choice)!.run;
      const { result, cost } = await measureCost(async () =>
        await plan.complete!(plan.view(model))
      );
      const learned = { completion: result, cost };
      completions.set(choice, learned);
      return learned;
    },
    async of(mode: Mode, choice: TrainingChoice): Promise<Trained> {
      const known = done.get(choice);
      if (known) return known;
      const { backend, split: { foldIn } } = plan;
      const { result: { run, asked }, cost } = await measureCost(async () => {
        const run = await choice.start(dataset, backend, session);
        if (run.missing !== undefined) throw new Interruption(run.missing);
        return { run, asked: foldIn && await foldInUsers(run.model, foldIn, backend, session) };
      });
      const { model: { settings }, summary, lines } = run;
      networks.push({ mode, seed, settings, told: { summary, lines } });
      const trained = { run, asked, cost };
      done.set(choice, trained);
      return trained;
    },
  };
}

async function networkRow(
  plan: ComparisonPlan,
  name: string,
  choice: TrainingChoice,
  { run: { model }, asked, cost, completion }: Trained,
  seed: number | undefined,
  session: Session,
): Promise<ComparedRow> {
  const plain = choice.label === undefined ? name : `${name}-${choice.label}`;
  const of = completion ? `${plain}-completed` : plain;
  const options = { ...plan.profiles, completion };
  const seen = asked && plan.view(asked);
  const make = () =>
    Promise.resolve(createRecommenders(plan.view(model), [name], options, seen)[0]);
  const { evaluation, cost: own } = await judgedRow(plan, naming(of, seed).name, make, session);
  return {
    ...naming(of, seed),
    evaluation,
    ...(completion ? { completion } : {}),
    cost: {
      ...own,
      trainSeconds: cost.seconds + own.trainSeconds,
      peakBytes: Math.max(cost.peakBytes, own.peakBytes),
    },
  };
}

async function baselineRow(
  plan: ComparisonPlan,
  name: string,
  dataset: Dataset,
  seed: number | undefined,
  session: Session,
): Promise<ComparedRow> {
  const options = { ...plan.baselines, threads: plan.threads, asked: plan.split.foldIn };
  let baseline: BaselineFacts | undefined;
  const make = async () => {
    const { recommender, ...facts } = await createBaseline(name, dataset, options, session);
    baseline = facts;
    return recommender;
  };
  const judged = await judgedRow(plan, naming(name, seed).name, make, session);
  return { ...naming(name, seed), ...judged, baseline };
}

function naming(of: string, seed: number | undefined) {
  return seed === undefined ? { name: of, label: of, of } : {
    name: `${of}-shuffled-${seed}`,
    label: `${of}, attributes shuffled (seed ${seed})`,
    of,
    seed,
  };
}

/** Makes, prepares and judges a recommender, and measures all of it. */
async function judgedRow(
  plan: ComparisonPlan,
  name: string,
  make: () => Promise<Recommender>,
  session: Session,
): Promise<{ evaluation: Evaluation; cost: RowCost }> {
  const made = await measureCost(async () => {
    const recommender = { ...await make(), name };
    if (recommender.prepare && judgesMany(plan.judged, plan.split.train.rows)) {
      session.note(await prepare(recommender, plan.backend.kind, plan.threads, session));
    }
    return recommender;
  });
  const judged = await measureCost(() => judge(plan, made.result, session));
  return {
    evaluation: judged.result,
    cost: {
      trainSeconds: made.cost.seconds,
      scoreSeconds: judged.cost.seconds,
      peakBytes: Math.max(made.cost.peakBytes, judged.cost.peakBytes),
    },
  };
}

/** Diversity is that of the true attributes, whatever a recommender was made to believe. */
function judge(
  { split, judging, dataset }: ComparisonPlan,
  recommender: Recommender | RankedLists,
  session: Session,
): Promise<Evaluation> {
  return evaluate(recommender, split, { ...judging, graph: dataset.graph }, session);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((value, k) => value !== b[k]);
  return place < 0 ? 0 : a[place] - b[place];
}
