import { EventEmitter } from "node:events";
import { labelRank } from "../data/graph/entity_labels.ts";
import { KNOWN_PREFIXES } from "../data/prefixes.ts";
import { InputError } from "../errors.ts";
import type { DataFormat } from "./data_format.ts";
import type { LabelSink } from "./label_stream.ts";
import type { FileHead } from "./file_head.ts";
import type { InputSource } from "./input_source.ts";
import type { ItemLabelsOptions } from "./label_stream.ts";
import { valueOfLiteral } from "./rdf_terms.ts";
import { withoutBase, writeRdfLabels, writeRdfTriples } from "./rdf_writer.ts";
import { textChunks } from "./text.ts";
import type { TripleRecord, TripleSink } from "./triple_stream.ts";

const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";

/** Relations that say what a work is called, beside those of labels of anything. */
const TITLE_RELATIONS: ReadonlySet<string> = new Set([
  `${KNOWN_PREFIXES.dct}title`,
  `${KNOWN_PREFIXES.dc}title`,
]);

/** What of N3.js is used, which has no types of its own. */
interface Term {
  readonly termType: string;
  readonly value: string;
  readonly language?: string;
  readonly datatype?: Term;
}
interface Token {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}
interface ParserError extends Error {
  readonly context?: {
    readonly token?: Token;
    readonly line: number;
    readonly previousToken?: Token;
  };
}
interface Quad {
  readonly subject: Term;
  readonly predicate: Term;
  readonly object: Term;
}

function rdf(
  name: string,
  syntax: string,
  endings: readonly string[],
  recognises: (head: FileHead) => boolean,
): DataFormat {
  return {
    name,
    description: syntax,
    endings,
    columns: "none",
    recognises,
    kindOf: () => "attributes",
    attributes: {
      ofItems: () => false,
      scan: (source, { signal }, onTriple) => scanRdf(source, syntax, onTriple, signal),
      write: (triples, options) => writeRdfTriples(triples, syntax, options),
    },
    labels: {
      scan: (source, options, onLabel) => scanLabels(source, syntax, options, onLabel),
      write: (labels, options) => writeRdfLabels(labels, syntax, options),
    },
  };
}

/** Lines that are neither comments nor blank. */
const statements = ({ lines }: FileHead) => lines.filter((line) => !/^\s*#/.test(line));

/** RDF, one triple a line. */
export const nTriples: DataFormat = rdf("n-triples", "N-Triples", [".nt"], (head) => {
  const [first] = statements(head);
  return head.name.endsWith(".nt") ||
    (first !== undefined && /^\s*(<[^<>\s]+>|_:\S+)\s+<[^<>\s]+>\s+["<_].*\.\s*$/.test(first));
});

/** RDF with prefixes. */
export const turtle: DataFormat = rdf("turtle", "Turtle", [".ttl"], (head) => {
  const [first] = statements(head);
  return head.name.endsWith(".ttl") ||
    (first !== undefined && /^\s*(@prefix\s|@base\s|prefix\s+\S*:\s*<|base\s+<)/i.test(first));
});

/** Reads triples of RDF; IRIs that convert gave to what had none become what they were. */
async function scanRdf(
  source: InputSource,
  syntax: string,
  onTriple: TripleSink,
  signal?: AbortSignal,
): Promise<number> {
  const { default: { Parser } } = await import("npm:n3@2.13.12");
  const file = source.name;
  let failure: ParserError | undefined;
  let count = 0;
  const input = new EventEmitter();
  new Parser({ format: syntax, blankNodePrefix: "_:" }).parse(input, {
    onQuad(error: ParserError | null, quad: Quad | null) {
      if (error) failure ??= error;
      else if (quad && !failure) {
        onTriple(tripleOf(quad, file));
        count++;
      }
    },
  });
  const check = () => {
    if (failure !== undefined) throw inputError(failure, file);
  };
  for await (const text of textChunks(source, signal)) {
    input.emit("data", text);
    check();
  }
  input.emit("end");
  check();
  if (count === 0) throw new InputError({ file }, "there is no triple in it, expected triples");
  return count;
}

function tripleOf({ subject, predicate, object }: Quad, file: string): TripleRecord {
  const triple = { subject: nameOf(subject, file), relation: nameOf(predicate, file) };
  if (object.termType !== "Literal") return { ...triple, object: nameOf(object, file) };
  const datatype = object.datatype?.value;
  const literal = {
    text: object.value,
    ...(object.language
      ? { language: object.language.toLowerCase() }
      : datatype !== undefined && datatype !== XSD_STRING && { datatype }),
  };
  return { ...triple, object: valueOfLiteral(literal), literal };
}

function nameOf({ termType, value }: Term, file: string): string {
  if (termType === "NamedNode") return withoutBase(value);
  if (termType === "BlankNode") return `_:${value}`;
  throw new InputError(
    { file },
    "a triple speaks of a triple, expected IRIs, blank nodes and literals",
  );
}

/** Says where the parser stopped: at a token, or after the last one that it understood. */
function inputError({ message, context }: ParserError, file: string): InputError {
  const problem = message.replace(/ on line \d+\.$/, "");
  const told = `${problem[0].toLowerCase()}${problem.slice(1)}, expected RDF`;
  if (context === undefined) return new InputError({ file }, told);
  const { token, line, previousToken } = context;
  const before = previousToken?.line === line ? previousToken.end : 0;
  return new InputError({ file, line, column: (token?.start ?? before) + 1 }, told);
}

async function scanLabels(
  source: InputSource,
  syntax: string,
  { signal }: ItemLabelsOptions,
  onLabel: LabelSink,
): Promise<void> {
  await scanRdf(source, syntax, ({ subject, relation, literal }) => {
    if (!literal || literal.text === "") return;
    if (labelRank(relation) < 0 && !TITLE_RELATIONS.has(relation)) return;
    onLabel(subject, literal.text, literal.language);
  }, signal);
}
