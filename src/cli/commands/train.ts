import { UsageError } from "../../errors.ts";
import { openBackend } from "../../model/backend.ts";
import { modeOf } from "../../model/model.ts";
import type { CommandDefinition } from "../command.ts";
import { addDataOptions, type DataOptions, loadData } from "../data_options.ts";
import { describeDataset, describeDoubts } from "../describe_data.ts";
import { describeGraph, graphJson } from "../graph_lines.ts";
import { graphNote } from "../graph_options.ts";
import { makeFolder, requireFolderOf } from "../files.ts";
import { loadModel, saveModel } from "../model_directory.ts";
import { ExitCode } from "../session.ts";
import { refuseOptions } from "../training_options.ts";
import type { RunFlags, TrainingRun } from "../training_runs.ts";
import { addTrainingOptions, chooseTrainings, type TrainingFlags } from "../training_choice.ts";

interface Options extends DataOptions, TrainingFlags {
  readonly out: string;
  readonly saveWeights?: boolean;
  readonly events?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** `train`: ratings and attributes in, a model folder out. */
export const trainCommand: CommandDefinition = {
  name: "train",
  summary:
    "Train a network for each user, or one for the whole catalogue, and write a model folder",
  examples: [
    "train --ratings u.data --attributes attributes.tsv.gz --items u.item --out model",
    "train --ratings plays.tsv --attributes artists.csv --implicit --epochs 500 --out model",
    "train --mode shared --ratings u.data --attributes attributes.tsv.gz --items u.item --out model",
    "train --mode shared --solver gradient --loss multinomial --ratings u.data --attributes attributes.tsv.gz --out model",
  ],
  addOptions(command) {
    addTrainingOptions(addDataOptions(command))
      .requiredOption("--out <folder>", "where to write the model")
      .option("--keep-unrated-items", "keep items that have attributes but no rating, as new ones")
      .option("--save-weights", "personal: keep the decoder weights of every user as well")
      .option("--events <file>", "gradient: write what happens as JSON, one event a line")
      .option("--resume", "go on with an interrupted training in --out")
      .option("--json", "print one JSON object");
  },
  async run(options: Options, session) {
    checkOptions(options);
    const [{ start }] = chooseTrainings(options);
    const data = await loadData(options, session);
    describeDoubts(data).forEach(session.note);
    const dataset = data.join(data.interactions.ratings);
    const graph = data.reportOf(dataset);
    const resume = options.resume ? (await loadModel(options.out)).model : undefined;
    if (resume && modeOf(resume) !== options.mode) {
      throw new UsageError(
        `Cannot resume the training: the model was trained in ${
          modeOf(resume)
        } mode, expected ${options.mode} mode`,
      );
    }
    // A folder that cannot be made must not be found out after the training.
    await makeFolder(options.out);
    if (options.events !== undefined) await requireFolderOf(options.events);
    using backend = await openBackend(options.backend, options);
    session.note(`backend      ${backend.description}`);
    const save = async ({ model }: TrainingRun) =>
      await saveModel(options.out, {
        model,
        itemLabels: data.labelsOf(dataset),
        notes: {
          ratings: options.ratings,
          attributes: options.attributes,
          itemEntities: options.itemEntities,
          graph: graphNote(options),
          backend: backend.kind,
        },
      });
    const flags: RunFlags = {
      saveWeights: options.saveWeights,
      events: options.events,
      resume,
      async onFailure(run) {
        await save(run);
        session.note("Saved what was learned; the same command with --resume goes on");
      },
    };
    const run = await start(dataset, backend, session, flags);
    await save(run);
    if (options.json) {
      session.print(JSON.stringify({
        command: "train",
        version: 1,
        model: options.out,
        mode: options.mode,
        complete: run.missing === undefined,
        backend: backend.description,
        settings: run.model.settings,
        data: dataset.statistics,
        graph: graphJson(graph),
        replacedRatings: data.facts[0].replaced,
        ...run.summary,
      }));
    } else {
      describeDataset(dataset).forEach(session.print);
      describeGraph(graph, data.links).forEach(session.print);
      run.lines.forEach(session.print);
      session.print(`model        ${options.out}`);
    }
    if (run.missing === undefined) return ExitCode.Done;
    session.note(`Interrupted: ${run.missing}; the same command with --resume goes on`);
    return ExitCode.Interrupted;
  },
};

/** Refuses what only one kind of training can do. */
function checkOptions(options: Options): void {
  const { mode, solver } = options;
  if (mode === "shared") refuseOptions(options, ["saveWeights"], "in shared mode");
  else refuseOptions(options, ["events"], "in personal mode");
  if (solver !== "gradient") refuseOptions(options, ["events"], "with the ridge solver");
}
