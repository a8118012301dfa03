import type { Command } from "npm:commander@15.1.0";
import project from "../../deno.json" with { type: "json" };
import { InputError, UsageError } from "../errors.ts";
import type { CommandDefinition, Outcome } from "./command.ts";
import { convertCommand } from "./commands/convert.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { downloadCommand } from "./commands/download.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { explainCommand } from "./commands/explain.ts";
import { explainQualityCommand } from "./commands/explain_quality.ts";
import { exportCommand } from "./commands/export.ts";
import { fetchGraphCommand } from "./commands/fetch_graph.ts";
import { graphCommand } from "./commands/graph.ts";
import { linkCommand } from "./commands/link.ts";
import { recommendCommand } from "./commands/recommend.ts";
import { reportCommand } from "./commands/report.ts";
import { trainCommand } from "./commands/train.ts";
import { tuneCommand } from "./commands/tune.ts";
import { RemoteError } from "../remote/remote_error.ts";
import { OutputError } from "./files.ts";
import { ExitCode, openSession } from "./session.ts";
import { ValueError } from "./values.ts";

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly CommandDefinition[] = [
  trainCommand,
  evaluateCommand,
  tuneCommand,
  recommendCommand,
  explainCommand,
  explainQualityCommand,
  exportCommand,
  reportCommand,
  convertCommand,
  fetchGraphCommand,
  downloadCommand,
  graphCommand,
  linkCommand,
  doctorCommand,
  demoCommand,
];

const INVOCATION = "deno task semauto";

/**
 * Runs the program.
 *
 * @param args The command line, without the program's name.
 * @returns The exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted after saving.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { Command, CommanderError } = await import("npm:commander@15.1.0");
  let outcome: Outcome = ExitCode.Done;
  const program = new Command("semauto")
    .description("A recommender whose every hidden neuron has a name")
    .version(project.version)
    .showHelpAfterError("(--help shows what is known)");
  for (const definition of COMMANDS) {
    const command = program.command(definition.name).description(definition.summary);
    definition.addOptions(command);
    command
      .addHelpText(
        "after",
        `${notes(definition)}\nExamples:\n${
          definition.examples.map((line) => `  ${INVOCATION} ${line}`).join("\n")
        }`,
      )
      .action(async () => {
        const options = { ...command.opts(), arguments: command.processedArgs };
        outcome = await runCommand(definition, options);
      });
  }
  everyCommand(program, (command) => {
    command.exitOverride().configureHelp({ helpWidth: 100 });
    nameOptionsInErrors(command);
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return outcome;
  } catch (error) {
    // Commander has printed its own message; help is not an error.
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? ExitCode.Done : ExitCode.Usage;
    }
    return report(error);
  }
}

function notes({ notes }: CommandDefinition): string {
  return notes === undefined ? "" : `\n${notes.join("\n")}\n`;
}

async function runCommand(definition: CommandDefinition, options: unknown): Promise<Outcome> {
  const session = openSession();
  try {
    return await definition.run(options, session);
  } catch (error) {
    if (session.signal.aborted && error === session.signal.reason) {
      session.note("Interrupted before there were results");
      return ExitCode.Interrupted;
    }
    throw error;
  } finally {
    session.close();
  }
}

/** Adds to the error of a wrong value which option it was given to. */
function nameOptionsInErrors(command: Command): void {
  for (const option of command.options) {
    const parse = option.parseArg;
    if (!parse) continue;
    option.argParser((text, previous) => {
      try {
        return parse(text, previous);
      } catch (cause) {
        if (!(cause instanceof ValueError)) throw cause;
        throw new UsageError(
          `Cannot take '${text}' as ${option.long}, expected ${cause.expected}`,
        );
      }
    });
  }
}

/** Errors that name their cause are printed as they are; anything else is a bug and shows where it happened. */
function report(error: unknown): Outcome {
  if (error instanceof UsageError) {
    console.error(`error: ${error.message}`);
    return ExitCode.Usage;
  }
  if (
    error instanceof InputError || error instanceof OutputError || error instanceof RemoteError ||
    (error as Error)?.name === "GpuError"
  ) {
    console.error(`error: ${(error as Error).message}`);
    return ExitCode.Failed;
  }
  console.error(error);
  return ExitCode.Failed;
}

function everyCommand(command: Command, change: (command: Command) => void): void {
  change(command);
  for (const child of command.commands) everyCommand(child, change);
}

if (import.meta.main) {
  // Software Vulkan complains on standard error where this names no folder.
  if (Deno.build.os === "linux" && !isFolder(Deno.env.get("XDG_RUNTIME_DIR"))) {
    Deno.env.set("XDG_RUNTIME_DIR", "/tmp");
  }
  Deno.exit(await main(Deno.args));
}

function isFolder(path: string | undefined): boolean {
  try {
    return path !== undefined && Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
