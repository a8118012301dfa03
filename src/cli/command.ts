import type { Command } from "npm:commander@15.1.0";
import type { ExitCode, Session } from "./session.ts";

/** Ways for a command to end without an error. */
export type Outcome = typeof ExitCode[keyof typeof ExitCode];

/** One command of the program. */
export interface CommandDefinition {
  /** Its name. */
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** Command lines that work, for `--help`. */
  readonly examples: readonly string[];
  /** More lines for `--help`, after the options. */
  readonly notes?: readonly string[];
  /** Adds its options. */
  readonly addOptions: (command: Command) => void;
  /** Does the work; errors are thrown. */
  // deno-lint-ignore no-explicit-any -- commander hands over what addOptions declared.
  readonly run: (options: any, session: Session) => Promise<Outcome>;
}
