import { openBackend } from "../../model/backend.ts";
import { isComplete } from "../../model/checkpoint.ts";
import type { PersonalModel } from "../../model/personal_model.ts";
import { trainPersonal, UnfinishedTrainingError } from "../../train/personal.ts";
import type { CommandDefinition } from "../command.ts";
import {
  addDataOptions,
  type DataOptions,
  describeDataset,
  describeDoubts,
  loadData,
} from "../data_options.ts";
import { describeTraining, summarise } from "../describe.ts";
import { makeFolder } from "../files.ts";
import { loadModel, saveModel } from "../model_directory.ts";
import { ExitCode } from "../session.ts";
import { addTrainingOptions, settingsOf, type TrainingOptions } from "../training_options.ts";

interface Options extends DataOptions, TrainingOptions {
  readonly out: string;
  readonly saveWeights?: boolean;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** `train`: ratings and attributes in, a model folder out. */
export const trainCommand: CommandDefinition = {
  name: "train",
  summary: "Train one network per user and write a model folder",
  examples: [
    "train --ratings u.data --attributes attributes.tsv.gz --items u.item --out model",
    "train --ratings plays.tsv --attributes artists.csv --implicit --epochs 500 --out model",
  ],
  addOptions(command) {
    addTrainingOptions(addDataOptions(command))
      .requiredOption("--out <folder>", "where to write the model")
      .option("--save-weights", "keep the decoder weights of every user as well")
      .option("--resume", "go on with an interrupted training in --out")
      .option("--json", "print one JSON object");
  },
  async run(options: Options, session) {
    const data = await loadData(options, session.signal);
    describeDoubts(data).forEach(session.note);
    const dataset = data.join(data.interactions.ratings);
    const settings = settingsOf(options);
    const resume = options.resume ? (await loadModel(options.out)).model : undefined;
    // A folder that cannot be made must not be found out after the training.
    await makeFolder(options.out);
    using backend = await openBackend(options.backend, options);
    session.note(`backend      ${backend.description}`);
    const save = (model: PersonalModel) =>
      saveModel(options.out, {
        model,
        itemLabels: data.itemLabels,
        notes: { ratings: options.ratings, attributes: options.attributes, backend: backend.kind },
      });
    let model: PersonalModel;
    try {
      model = await trainPersonal(dataset, settings, backend, {
        keepWeights: options.saveWeights,
        resume,
        onProgress: session.onProgress,
        signal: session.signal,
      });
    } catch (error) {
      if (!(error instanceof UnfinishedTrainingError)) throw error;
      await save(error.model);
      session.note(
        `Saved ${
          summarise(error.model).trainedUsers
        } trained users; the same command with --resume goes on`,
      );
      throw error.cause;
    }
    await save(model);
    const summary = summarise(model);
    if (options.json) {
      session.print(JSON.stringify({
        command: "train",
        version: 1,
        model: options.out,
        complete: isComplete(model),
        backend: backend.description,
        settings: model.settings,
        data: dataset.statistics,
        replacedRatings: data.facts[0].replaced,
        ...summary,
      }));
    } else {
      describeDataset(dataset).forEach(session.print);
      describeTraining(summary).forEach(session.print);
      session.print(`model        ${options.out}`);
    }
    if (isComplete(model)) return ExitCode.Done;
    session.note(
      `Interrupted: ${summary.untrainedUsers} users are untrained; the same command with --resume goes on`,
    );
    return ExitCode.Interrupted;
  },
};
