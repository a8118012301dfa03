import { DEFAULT_REPORT_USERS } from "../../report/report.ts";
import type { CommandDefinition } from "../command.ts";
import { addDataOptions, letModelReplaceData } from "../data_options.ts";
import { requireFolderOf, writeFile } from "../files.ts";
import { modeOf } from "../../model/model.ts";
import { addRecommenderOptions } from "../recommender_options.ts";
import {
  checkSource,
  type MakingOptions,
  reportOnModel,
  trainAndReport,
} from "../report_making.ts";
import { ExitCode } from "../session.ts";
import { finiteNumber, names, wholeNumber } from "../values.ts";
import { addTrainingOptions } from "../training_choice.ts";

interface Options extends MakingOptions {
  readonly out: string;
  readonly json?: boolean;
}

/** `report`: one HTML file that tells and explains everything, and lets readers argue. */
export const reportCommand: CommandDefinition = {
  name: "report",
  summary: "Write one HTML file with data, training, evaluation, reasons, and an explorer",
  examples: [
    "report --ratings u.data --attributes attributes.tsv.gz --items u.item --out report.html",
    "report --mode shared --ratings u.data --attributes attributes.tsv.gz --items u.item --out report.html",
    "report --model model --users 100 --user 42,318 --quality-users 200 --out report.html",
  ],
  addOptions(command) {
    addRecommenderOptions(
      addTrainingOptions(addDataOptions(command)),
    )
      .option("--model <folder>", "report on a trained model, without evaluation")
      .requiredOption("--out <file>", "the HTML file to write")
      .option("--title <text>", "heading of the report")
      .option(
        "--users <n>",
        "users in the explorer, drawn at random where there are more",
        wholeNumber(1),
        DEFAULT_REPORT_USERS,
      )
      .option("--user <ids>", "users to have in the explorer in any case", names)
      .option("--test <file>", "test ratings (default: hold out a part of each user's ratings)")
      .option("--test-ratio <r>", "share of each user's ratings held out", finiteNumber, 0.2)
      .option(
        "--relevant-from <rating>",
        "test ratings from here up are relevant (default: the upper quarter of the scale, 4 on 1 to 5)",
        finiteNumber,
      )
      .option(
        "--quality-users <n>",
        "measure the explanations of so many users as explain-quality does, 0 for none",
        wholeNumber(0),
        0,
      )
      .option("--seed <n>", "seed of the split and of the drawn users", wholeNumber(0), 42)
      .option("--json", "print one JSON object");
    letModelReplaceData(command);
  },
  async run(options: Options, session) {
    checkSource(options);
    await requireFolderOf(options.out);
    const made = options.model === undefined
      ? await trainAndReport(options, session)
      : await reportOnModel(options, options.model, session);
    if (!made) return ExitCode.Interrupted;
    const { report, model } = made;
    await writeFile(options.out, report.html);
    if (options.json) {
      session.print(JSON.stringify({
        command: "report",
        version: 1,
        report: options.out,
        bytes: report.bytes,
        mode: modeOf(model),
        users: report.users,
        evaluated: options.model === undefined,
      }));
    } else {
      session.print(
        `report       ${options.out}, ${(report.bytes / 1e6).toFixed(1)} MB, ${
          report.users.toLocaleString("en-US")
        } users in the explorer`,
      );
    }
    return ExitCode.Done;
  },
};
