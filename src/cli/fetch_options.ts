import type { Command } from "npm:commander@15.1.0";
import project from "../../deno.json" with { type: "json" };
import { chainHops } from "../data/labels.ts";
import { UsageError } from "../errors.ts";
import {
  ENDPOINT_PRESETS,
  type EndpointPreset,
  type EndpointPresetName,
} from "../remote/endpoint_presets.ts";
import type { FetchGraphOptions } from "../remote/fetch_graph.ts";
import type { GraphQuestion } from "../remote/graph_question.ts";
import { finiteNumber, names, oneOf, ValueError, wholeNumber } from "./values.ts";

/** What `addFetchOptions` makes of the command line. */
export interface FetchFlags {
  readonly preset?: EndpointPresetName;
  readonly endpoint?: string;
  readonly relations?: readonly string[];
  readonly exclude?: readonly string[];
  readonly follow?: readonly string[];
  readonly literals?: readonly string[];
  readonly labels?: readonly string[];
  readonly redirect?: string;
  readonly method?: "auto" | "get" | "post";
  readonly batch?: number;
  readonly rowCap?: number;
  readonly interval?: number;
  readonly timeout?: number;
  readonly retries?: number;
  readonly contact?: string;
}

const PRESETS = Object.keys(ENDPOINT_PRESETS) as EndpointPresetName[];

/** The preset where only an endpoint is given. */
const ANY_ENDPOINT: Omit<EndpointPreset, "redirect"> & { readonly redirect?: string } = {
  batches: { endpoint: "", batchSize: 50, rowCap: 10_000 },
  pace: { interval: 500, timeout: 120_000 },
  question: {},
};

/**
 * Adds the options that say what to ask of which endpoint, and how.
 *
 * @param command The command.
 * @returns The same command.
 */
export function addFetchOptions(command: Command): Command {
  return command
    .option(
      "--preset <name>",
      `${
        PRESETS.join(" or ")
      }: its address, pace, limits and relations that tell nothing of an item`,
      oneOf(PRESETS),
    )
    .option(
      "--endpoint <url>",
      "address of another SPARQL 1.1 endpoint; with --preset, of a mirror of it",
    )
    .option(
      "--relations <list>",
      "these relations alone, such as dbo:director,dct:subject (default: all that the preset does not leave out)",
      names,
    )
    .option(
      "--exclude <list>",
      "relations to leave out too; a * at the end stands for anything",
      names,
    )
    .option(
      "--follow <chains>",
      "chains of relations to follow, such as dct:subject/skos:broader",
      names,
    )
    .option(
      "--literals <languages>",
      "literals beside IRIs: all, or languages such as en,it (those without a language come along)",
      names,
    )
    .option("--labels <languages>", "labels of values, the first language that has one", names)
    .option(
      "--redirect <relation>",
      "how an outdated IRI points to its successor (default: the preset's)",
    )
    .option("--method <how>", "auto, get or post (default: auto)", oneOf(["auto", "get", "post"]))
    .option("--batch <n>", "items in a query (default: the preset's, or 50)", wholeNumber(1))
    .option(
      "--row-cap <n>",
      "most rows that the endpoint gives (default: the preset's, or 10000)",
      wholeNumber(1),
    )
    .option(
      "--interval <seconds>",
      "least time between two queries (default: the preset's, or 0.5)",
      seconds,
    )
    .option(
      "--timeout <seconds>",
      "longest time for an answer (default: the preset's, or 120)",
      seconds,
    )
    .option("--retries <n>", "how often to ask again after a failure", wholeNumber(0), 5)
    .option(
      "--contact <text>",
      "a mail address or page in the User-Agent, so that a busy server can tell whom to write to",
    );
}

/**
 * Turns the command line into what {@link fetchGraph} takes.
 *
 * @param flags The command line.
 * @returns Options without cache, signal and callbacks.
 * @throws {UsageError} Where there is no endpoint.
 */
export function fetchOptions(flags: FetchFlags): FetchGraphOptions {
  if (flags.preset === undefined && flags.endpoint === undefined) {
    throw new UsageError("Cannot tell where to ask, expected --preset or --endpoint");
  }
  const preset = flags.preset ? ENDPOINT_PRESETS[flags.preset] : ANY_ENDPOINT;
  const { batches, pace } = preset;
  return {
    ...batches,
    endpoint: flags.endpoint ?? batches.endpoint,
    batchSize: flags.batch ?? batches.batchSize,
    rowCap: flags.rowCap ?? batches.rowCap,
    method: flags.method,
    headers: {
      "user-agent": `semauto/${project.version} (${
        flags.contact ?? "no contact given"
      }) Deno/${Deno.version.deno}`,
    },
    interval: flags.interval === undefined ? pace.interval : flags.interval * 1000,
    timeout: flags.timeout === undefined ? pace.timeout : flags.timeout * 1000,
    retries: flags.retries,
    question: questionOf(preset.question, flags),
    follow: flags.follow?.map((chain) => chainOf(chain)),
    labels: flags.labels,
    redirect: flags.redirect ?? preset.redirect,
  };
}

function questionOf(preset: GraphQuestion, flags: FetchFlags): GraphQuestion {
  const { relations, exclude = [], literals } = flags;
  return {
    // Who names relations wants them, whatever the preset leaves out.
    ...relations ? { relations, valuesFrom: preset.valuesFrom, excludedRelations: exclude } : {
      ...preset,
      excludedRelations: [...preset.excludedRelations ?? [], ...exclude],
    },
    literals: literals?.length === 1 && literals[0] === "all" ? "all" : literals ?? "none",
  };
}

/** `dct:subject/skos:broader`, or whole IRIs, with or without angle brackets. */
function chainOf(text: string): readonly string[] {
  return chainHops(text) ?? text.match(/<[^>]*>|[^/<>]+/g) ?? [];
}

function seconds(text: string): number {
  const value = finiteNumber(text);
  if (value < 0) throw new ValueError("seconds from 0");
  return value;
}
