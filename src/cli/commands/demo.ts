import type { ProgressEvent } from "../../events.ts";
import { mergeBroader } from "../../data/broader_layer.ts";
import type { Dataset } from "../../data/dataset.ts";
import { perUserHoldout, type Split } from "../../data/split.ts";
import { attributeLabel } from "../../data/labels.ts";
import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import { evaluate, type Evaluation } from "../../evaluate/protocol.ts";
import { createExplainer } from "../../explain/explanation.ts";
import {
  likesAmongStrongest,
  placeInProfile,
  strongestAttributes,
} from "../../explain/taste_recovery.ts";
import { type Backend, openBackend } from "../../model/backend.ts";
import { isComplete, type StoredModel } from "../../model/checkpoint.ts";
import { DEFAULT_GRADIENT_SETTINGS } from "../../model/shared_settings.ts";
import type { Recommender } from "../../recommend/recommender.ts";
import { recommendItems } from "../../recommend/recommend_items.ts";
import {
  createRecommenders,
  DEFAULT_RECOMMENDER_OPTIONS,
  recommendationProfiles,
  RECOMMENDERS,
} from "../../recommend/registry.ts";
import { trainPersonal } from "../../train/personal.ts";
import { trainShared } from "../../train/shared.ts";
import type { CommandDefinition } from "../command.ts";
import { loadData } from "../data_options.ts";
import { describeDataset } from "../describe_data.ts";
import { describeTraining, summarise } from "../describe.ts";
import { describeSharedTraining, summariseShared } from "../describe_shared.ts";
import { EMBEDDED_DATA, type EmbeddedTaste, readPlantedTastes } from "../embedded_data.ts";
import { saveModel } from "../model_directory.ts";
import { ExitCode, type Session } from "../session.ts";
import { table } from "../table.ts";
import {
  addBackendOption,
  addPersonalOptions,
  type BackendOptions,
  type PersonalOptions,
  personalSettingsOf,
} from "../training_options.ts";
import { writeRuns, writeSplits } from "../evaluation_files.ts";
import { evaluationTable } from "../evaluation_report.ts";
import { describeBroader } from "../describe_broader.ts";
import { describeExplanation } from "./explain.ts";

interface Options extends PersonalOptions, BackendOptions {
  readonly out: string;
}

/** Users of the embedded data that the demo shows: the first three with tastes. */
const SHOWN_USERS = 3;

/** `demo`: everything once, on the embedded data. */
export const demoCommand: CommandDefinition = {
  name: "demo",
  summary: "Train, evaluate and explain on the embedded films and simulated users",
  examples: ["demo", "demo --backend gpu --out /tmp/semauto-demo"],
  addOptions(command) {
    addBackendOption(addPersonalOptions(command))
      .option(
        "--out <folder>",
        "where to write the model, the split and the lists",
        "semauto-demo",
      );
  },
  async run(options: Options, session) {
    session.print(
      "Real films with true facts as attributes; the USERS ARE SIMULATED, with tastes that are",
    );
    session.print("known because they were planted (data/README.md says how).");
    session.print("");
    const data = await loadData(EMBEDDED_DATA, session);
    const { users, ratings } = data.interactions;
    const split = perUserHoldout(ratings, users);
    const dataset = data.join(split.train);
    describeDataset(data.join(ratings)).forEach(session.print);

    using backend = await openBackend(options.backend, options);
    session.print(`backend      ${backend.description}`);
    session.print(
      `training     one network per user on ${
        split.train.indices.length.toLocaleString("en-US")
      } ratings, ` +
        `${split.test.indices.length.toLocaleString("en-US")} are held out`,
    );
    const model = await trainPersonal(dataset, personalSettingsOf(options), backend, {
      signal: session.signal,
      onProgress: printQuarters(session),
    });
    if (!isComplete(model)) return ExitCode.Interrupted;
    describeTraining(summarise(model)).forEach(session.print);
    session.print("training     one network for all users, in closed form");
    const shared = await trainShared(dataset, {}, backend, session);
    describeSharedTraining(summariseShared(shared)).forEach(session.print);

    const [reconstruction] = createRecommenders(shared, ["reconstruction"]);
    const recommenders = [...createRecommenders(model, RECOMMENDERS.personal), reconstruction];
    const evaluations: Evaluation[] = [];
    for (const recommender of recommenders) {
      evaluations.push(
        await evaluate(
          recommender,
          split,
          { cutoffs: [10], relevantFrom: 4, graph: dataset.graph },
          session,
        ),
      );
    }
    session.print("");
    session.print(
      `Recommending the held-out films rated 4 or 5, all unrated films ranked, means over ${
        evaluations[0].users.length
      } users`,
    );
    evaluationTable(evaluations, 10).forEach(session.print);

    const stored: StoredModel = {
      model,
      itemLabels: data.labelsOf(dataset),
      notes: { ratings: "demo" },
    };
    const tastes = await readPlantedTastes(dataset);
    const profiles = recommendationProfiles(model, DEFAULT_RECOMMENDER_OPTIONS);
    const shown = showTastes(stored, profiles, tastes, session);

    const [knn] = recommenders;
    const storedShared = { ...stored, model: shared };
    for (const [of, recommender] of [[stored, knn], [storedShared, reconstruction]] as const) {
      const [item] = recommendItems(recommender, split.train, shown, 1).items;
      const explanation = createExplainer(of.model, recommender, {
        noun: "films",
        itemLabels: stored.itemLabels,
      }).explain(shown, item);
      if (!explanation) continue;
      session.print("");
      session.print(`Why ${recommender.name} recommends user ${users.ids[shown]}`);
      describeExplanation(of, explanation, 3).forEach(session.print);
    }

    await showTwoLayers(dataset, backend, split, shown, stored.itemLabels, session);

    await saveModel(`${options.out}/model`, stored);
    await saveModel(`${options.out}/shared-model`, storedShared);
    await writeSplits(options.out, data.interactions, [{ split }]);
    await writeRuns(`${options.out}/lists.run`, evaluations, data.interactions);
    session.print("");
    session.print(
      `Written to ${options.out}: model, shared-model, train.tsv, test.tsv, lists.<recommender>.run. Next, for example:`,
    );
    session.print(
      `  deno task semauto explain --model ${options.out}/model --user ${
        users.ids[shown]
      } --noun films`,
    );
    return ExitCode.Done;
  },
};

/** Broader categories behind the attributes and beside them: how well both do, and what the former say of one user's best film. */
async function showTwoLayers(
  dataset: Dataset,
  backend: Backend,
  split: Split,
  user: number,
  itemLabels: readonly string[] | undefined,
  session: Session,
): Promise<void> {
  const training = DEFAULT_GRADIENT_SETTINGS;
  const settings = { neurons: "attributes", layers: 2, training } as const;
  const model = await trainShared(dataset, settings, backend, session);
  const [recommender] = createRecommenders(model, ["reconstruction"]);
  const neurons = "attributes";
  const merged = await trainShared(mergeBroader(dataset), { neurons }, backend, session);
  const [beside] = createRecommenders(merged, ["reconstruction"]);
  const accuracy = async (of: Recommender) => {
    const { values } = await evaluate(of, split, { cutoffs: [10], relevantFrom: 4 }, session);
    return values.find(({ metric }) => metric === "ndcg")?.value.toFixed(3);
  };
  session.print("");
  session.print(
    `Two layers: films -> attributes -> ${model.network.broader?.named} families, regions, eras and themes -> attributes ` +
      "-> films",
  );
  const [behind, side] = [await accuracy(recommender), await accuracy(beside)];
  session.print(
    `nDCG@10 ${behind}; with these categories beside the attributes, in one layer, ${side}`,
  );
  const [item] = recommendItems(recommender, split.train, user, 1).items;
  const explainer = createExplainer(model, recommender, { noun: "films", itemLabels });
  const explanation = explainer.explain(user, item);
  if (!explanation?.broader) return;
  session.print(itemLabels?.[item] ?? explanation.item);
  describeBroader(explanation.broader, explanation.score, 3).forEach(session.print);
}

/** Tells of each quarter of the training on standard output, so that the demo shows it in a log as well. */
function printQuarters(session: Session): (event: ProgressEvent) => void {
  let told = 0;
  return (event) => {
    const quarter = Math.floor(4 * event.done / event.total);
    if (quarter > told) {
      session.print(
        `             ${event.done} of ${event.total} users, mean squared error ${
          event.loss?.toPrecision(3)
        }`,
      );
    }
    told = quarter;
    session.onProgress(event);
  };
}

/** Prints planted beside learned tastes; returns the first user shown. */
function showTastes(
  { model }: StoredModel,
  profiles: SparseMatrix,
  tastes: readonly EmbeddedTaste[],
  session: Session,
): number {
  const { attributes, interactions } = model.dataset;
  const shown = [...new Set(tastes.filter(({ kind }) => kind === "taste").map(({ user }) => user))]
    .slice(0, SHOWN_USERS);
  session.print("");
  session.print(
    "Planted tastes beside the strongest attributes that the networks learned (activation times idf)",
  );
  for (const user of shown) {
    const planted = tastes.filter((taste) => taste.user === user)
      .sort((a, b) => b.weight - a.weight)
      .map(({ label, weight, attribute }) => {
        const placed = attribute === undefined
          ? undefined
          : placeInProfile(profiles, user, attribute);
        return [
          `${weight > 0 ? "likes" : "dislikes"} ${label}`,
          placed ? `place ${placed.place} of ${placed.of}` : "not seen",
        ];
      });
    const learned = strongestAttributes(profiles, user, planted.length);
    const rows = planted.map(([taste, place], k) => [
      `  ${taste}`,
      place,
      (learned[k] ? attributeLabel(attributes[learned[k].attribute]) : "").padEnd(40),
    ]);
    const header = [
      `user ${interactions.users.ids[user]}: planted`,
      "learned place",
      "learned, strongest first".padEnd(40),
    ];
    table(header, rows).forEach(session.print);
  }
  for (
    const [kind, who] of [["taste", "users with tastes"], [
      "control",
      "controls with shuffled ratings",
    ]]
  ) {
    const of = tastes.flatMap((taste) =>
      taste.kind === kind && taste.attribute !== undefined
        ? [{ ...taste, attribute: taste.attribute }]
        : []
    );
    const { share, likes } = likesAmongStrongest(profiles, of, 10);
    session.print(
      `${who}: ${
        (100 * share).toFixed(0)
      } % of ${likes} planted likes are among the 10 strongest learned`,
    );
  }
  return shown[0];
}
