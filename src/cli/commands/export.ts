import { UsageError } from "../../errors.ts";
import { judgesMany } from "../../evaluate/protocol.ts";
import { explainLists } from "../../explain/explain_lists.ts";
import {
  EXPORT_FORMATS,
  exportExplanations,
  type ExportFormatName,
} from "../../explain/exporters/export_explanations.ts";
import type { RankedExplanation } from "../../explain/exporters/exporter.ts";
import { type SumCheck, sumCheck } from "../../explain/sum_check.ts";
import { modeOf } from "../../model/model.ts";
import { createRecommenders } from "../../recommend/registry.ts";
import type { CommandDefinition } from "../command.ts";
import {
  addCompletionOptions,
  checkCompletion,
  type CompletionFlags,
} from "../completion_options.ts";
import { writeExport } from "../export_file.ts";
import { requireFolderOf } from "../files.ts";
import { type LoadedModel, loadModel } from "../model_directory.ts";
import { describeGaps } from "../model_options.ts";
import { prepare } from "../preparation.ts";
import { completedOptions, recommenderName } from "../question.ts";
import {
  addRecommenderOptions,
  askedRecommender,
  type RecommenderFlags,
  viewedModel,
} from "../recommender_options.ts";
import { ExitCode } from "../session.ts";
import { chosenUsers } from "../user_list.ts";
import { oneOf, ValueError, wholeNumber } from "../values.ts";
import { EXPLAINABLE } from "./explain.ts";

interface Options extends RecommenderFlags, CompletionFlags {
  readonly model: string;
  readonly users: string;
  readonly top: number;
  readonly recommender?: string;
  readonly format?: ExportFormatName;
  readonly out: string;
  readonly reasons: number;
  readonly noun: string;
  readonly base?: string;
  readonly spreadsheet: boolean;
  readonly threads?: number;
  readonly json?: boolean;
}

const FORMATS = Object.keys(EXPORT_FORMATS) as ExportFormatName[];
const NAMES = [...new Set(Object.values(EXPLAINABLE).flat())];

/** `export`: the explanations of many users in a file for other programs, or for people. */
export const exportCommand: CommandDefinition = {
  name: "export",
  summary: "Write the explanations of all users, or some, to a file",
  examples: [
    "export --model model --out explanations.jsonl",
    "export --model model --users 42,43 --top 5 --reasons all --noun films --out why.md",
    "export --model model --users users.txt --format turtle --base https://example.org/ --out -",
  ],
  addOptions(command) {
    addCompletionOptions(addRecommenderOptions(
      command
        .requiredOption("--model <folder>", "a folder written by train")
        .requiredOption("--out <file>", "where to write; - for standard output")
        .option(
          "--format <name>",
          `one of ${FORMATS.join(", ")} (default: by the ending of --out, else jsonl)`,
          oneOf(FORMATS),
        )
        .option(
          "--users <who>",
          "all, ids separated by commas, or a file with one id a line",
          "all",
        )
        .option("--top <n>", "how many items for each user", wholeNumber(1), 10)
        .option(
          "--reasons <k>",
          "how many reasons to tell one by one, the strongest; the others become one, so that sums hold; or all",
          reasonLimit,
          10,
        )
        .option("--noun <plural>", "what to call items in sentences", "items")
        .option(
          "--recommender <name>",
          `one of ${NAMES.join(", ")} (default: the first that the model can)`,
          oneOf(NAMES),
        ),
    ))
      .option("--base <iri>", "turtle: what the IRIs of users and items begin with")
      .option(
        "--no-spreadsheet",
        "csv: leave cells that a spreadsheet takes for formulas as they are",
      )
      .option("--threads <n>", "CPU cores for finding neighbours (default: all)", wholeNumber(1))
      .option("--json", "print one JSON object on what was written");
  },
  async run(options: Options, session) {
    const { out, base, spreadsheet } = options;
    if (out === "-" && options.json) {
      throw new UsageError(
        "Cannot print --json after an export to standard output, expected --out <file>",
      );
    }
    const format = options.format ?? formatOf(out);
    // Wrong options and places must not be found out after the work.
    EXPORT_FORMATS[format].open({ base });
    if (out !== "-") await requireFolderOf(out);
    checkCompletion(options);
    const started = performance.now();
    const loaded = await loadModel(options.model);
    const stored = { ...loaded, model: viewedModel(loaded.model, options) };
    const { model } = stored;
    const name = recommenderName(modeOf(model), askedRecommender(options), EXPLAINABLE);
    const users = await chosenUsers(stored, options.users);
    describeGaps(stored).forEach(session.note);
    const recommending = await completedOptions(options, model, name, session);
    const [recommender] = createRecommenders(model, [name], recommending);
    if (recommender.prepare && judgesMany(users.length, model.dataset.interactions.ratings.rows)) {
      session.note(await prepare(recommender, "cpu", options.threads, session));
    }
    const check = sumCheck();
    const explanations = explainLists(model, recommender, {
      users,
      top: options.top,
      reasons: options.reasons,
      noun: options.noun,
      profile: recommending.profile,
      scaling: recommending.scaling,
      itemLabels: stored.itemLabels,
    }, session);
    const pieces = exportExplanations(counted(explanations, check), format, {
      titleOf: titles(stored),
      base,
      spreadsheet,
    });
    const memory = await writeExport(out, pieces, check, session);
    const seconds = (performance.now() - started) / 1000;
    const bytes = out === "-" ? undefined : (await Deno.stat(out)).size;
    if (options.json) {
      session.print(JSON.stringify({
        command: "export",
        version: 1,
        out,
        format,
        bytes,
        recommender: name,
        users: users.length,
        usersWithoutExplanations: users.length - check.users,
        explanations: check.explanations,
        contributions: check.contributions,
        largestError: check.largestError,
        seconds,
        memory,
      }));
    } else {
      const tell = out === "-" ? session.note : session.print;
      const number = (value: number) => value.toLocaleString("en-US");
      const without = users.length - check.users;
      tell(
        `users        ${number(users.length)}` +
          (without === 0
            ? ""
            : `, of whom ${
              number(without)
            } have no explanation: nothing to go by, or every item is rated`),
      );
      tell(
        `explanations ${number(check.explanations)} by ${name}, with ${
          number(check.contributions)
        } contributions`,
      );
      tell(`sums         at most ${check.largestError.toPrecision(2)} of the score off`);
      tell(
        `took         ${seconds.toFixed(1)} s and ${number(Math.ceil(memory / 1e6))} MB of memory`,
      );
      if (bytes !== undefined) tell(`written      ${out}: ${format}, ${megabytes(bytes)} MB`);
    }
    return ExitCode.Done;
  },
};

function reasonLimit(text: string): number {
  if (text === "all") return Infinity;
  try {
    return wholeNumber(1)(text);
  } catch {
    throw new ValueError("a whole number from 1, or all");
  }
}

function formatOf(out: string): ExportFormatName {
  return FORMATS.find((name) => out.endsWith(EXPORT_FORMATS[name].ending)) ?? "jsonl";
}

function* counted(
  explanations: Iterable<RankedExplanation>,
  check: SumCheck,
): Generator<RankedExplanation, void> {
  for (const explanation of explanations) {
    check.add(explanation);
    yield explanation;
  }
}

/** Titles of items by id; none where the model has none. */
function titles(
  { model, itemLabels }: LoadedModel,
): ((item: string) => string | undefined) | undefined {
  const { items } = model.dataset.interactions;
  return itemLabels && ((id) => itemLabels[items.indexOf(id)!]);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 });
}
