import { DATA_KINDS, type DataKind } from "../../formats/format_options.ts";
import type { DataFormat } from "../../formats/data_format.ts";
import { dataFormats, formatFor, formatNamed, formatOfPath } from "../../formats/data_formats.ts";
import { readBytes } from "../../formats/input_source.ts";
import { InputError, UsageError } from "../../errors.ts";
import { addAttributeFileOptions } from "../attribute_files.ts";
import type { CommandDefinition } from "../command.ts";
import { bytesOf, type ConversionOptions, readConversion } from "../conversion.ts";
import {
  openFile,
  requireFolderOf,
  requireOneInput,
  requireOtherFile,
  writeFile,
} from "../files.ts";
import { ExitCode } from "../session.ts";
import { table } from "../table.ts";
import { names, oneOf } from "../values.ts";

const READABLE = dataFormats.map(({ name }) => name);
const WRITABLE = dataFormats.filter((format) => DATA_KINDS.some((kind) => format[kind]?.write))
  .map(({ name }) => name);

/** Which kind of data is written to files of RecBole's endings. */
const KIND_OF_ENDING: Readonly<Record<string, DataKind>> = {
  ".inter": "ratings",
  ".kg": "attributes",
  ".item": "labels",
};

/** `convert`: data from any format to any other. */
export const convertCommand: CommandDefinition = {
  name: "convert",
  summary: "Write ratings, attributes or titles in another format",
  examples: [
    "convert --from ratings.dat --to ratings.parquet",
    "convert --from movies.csv --to genres.nt.gz --kind attributes",
    "convert --from movies.csv --to titles.tsv --kind labels",
    "convert --from ml.kg --item-entities ml.link --to attributes.tsv",
    "convert --from - --to - --kind ratings --to-format recbole",
  ],
  notes: [
    "Formats, and what is read (r) from and written (w) to them:",
    ...table(
      ["format", ...DATA_KINDS, "endings"],
      dataFormats.map((format) => [
        format.name,
        ...DATA_KINDS.map((kind) => format[kind] ? (format[kind].write ? "rw" : "r") : "-"),
        format.endings.join(" ") || "-",
      ]),
    ).map((line) => `  ${line.trimEnd()}`),
    "",
    "Input is recognised by its content, output by its ending; .gz behind it packs it. What a format",
    "cannot hold is an error, and what is written in another way is told.",
  ],
  addOptions(command) {
    addAttributeFileOptions(
      command
        .requiredOption("--from <file>", "what to read; - for standard input")
        .requiredOption("--to <file>", "where to write; - for standard output")
        .option(
          "--kind <kind>",
          `${DATA_KINDS.join(", ")} (default: the file tells)`,
          oneOf(DATA_KINDS),
        )
        .option(
          "--from-format <name>",
          `one of ${READABLE.join(", ")} (default: recognised)`,
          oneOf(READABLE),
        )
        .option(
          "--to-format <name>",
          `one of ${WRITABLE.join(", ")} (default: by the ending of --to)`,
          oneOf(WRITABLE),
        )
        .option(
          "--columns <list>",
          "names or positions from 1: user,item,rating,timestamp, or item,relation,value, or item,label",
          names,
        )
        .option("--delimiter <text>", "what separates the fields (default: guessed)")
        .option("--header", "the first line names the columns (default: guessed)")
        .option("--no-header", "there is no header")
        .option("--implicit", "take every rating as 1 and write none"),
    )
      .option("--label-language <tag>", "RDF: the language of titles (default: en)")
      .option(
        "--base <iri>",
        "RDF: what the IRIs of items and relations that are none begin with (default: urn:semauto:)",
      )
      .option("--gzip", "pack the output, whatever its name")
      .option("--json", "print one JSON object on what was written");
  },
  async run(options: ConversionOptions, session) {
    const { from, to } = options;
    if (to === "-" && options.json) {
      throw new UsageError(
        "Cannot print --json after data on standard output, expected --to <file>",
      );
    }
    requireOneInput([from, options.itemEntities]);
    const target = targetOf(options);
    if (to !== "-") await requireFolderOf(to);
    await requireOtherFile(to, [from, options.itemEntities]);
    const { signal, onProgress } = session;
    const found = await formatFor(await openFile(from, onProgress), options.kind, {
      format: options.fromFormat,
      columns: options.columns,
      signal,
    });
    let { input } = found;
    if (found.head.bytes.length === 0) {
      const wanted = options.kind ?? "ratings, attributes or labels";
      throw new InputError({ file: input.name }, `the file is empty, expected ${wanted}`);
    }
    const whole = async () => {
      const bytes = await readBytes(input, signal);
      input = { name: input.name, stream: new Blob([bytes as Uint8Array<ArrayBuffer>]).stream() };
      return bytes;
    };
    const kind = options.kind ?? kindByEnding(found.format, to) ??
      await found.format.kindOf(found.head, whole) ?? kindOfEnding(to);
    if (kind === undefined) {
      await input.stream.cancel();
      throw new UsageError(
        `Cannot tell what ${input.name} holds, expected --kind ${DATA_KINDS.join(", --kind ")}`,
      );
    }
    const notes: string[] = [];
    const onNote = (note: string) => {
      notes.push(note);
      session.note(`note         ${note}`);
    };
    checkTarget(target, kind, to);
    const { records, pieces } = await readConversion(input, kind, target, options, {
      session,
      onNote,
      format: found.format[kind] ? found.format.name : undefined,
    });
    const stream = bytesOf(pieces, options.gzip ?? to.endsWith(".gz"), signal);
    if (to === "-") { for await (const chunk of stream) session.write(chunk); }
    else await writeFile(to, stream, signal);
    const bytes = to === "-" ? undefined : (await Deno.stat(to)).size;
    if (options.json) {
      session.print(JSON.stringify({
        command: "convert",
        version: 1,
        from,
        to,
        kind,
        fromFormat: found.format.name,
        toFormat: target.name,
        records,
        bytes,
        notes,
      }));
    } else {
      const tell = to === "-" ? session.note : session.print;
      tell(
        `read         ${from}: ${
          records.toLocaleString("en-US")
        } ${kind}, ${found.format.description}`,
      );
      if (bytes !== undefined) {
        const size = (bytes / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 });
        tell(`written      ${to}: ${target.name}, ${size} MB`);
      }
    }
    return ExitCode.Done;
  },
};

/** The format to write: the one that is asked for, or that the ending stands for. */
function targetOf({ to, toFormat }: ConversionOptions): DataFormat {
  if (toFormat !== undefined) return formatNamed(toFormat);
  const found = to === "-" ? undefined : formatOfPath(to);
  if (found !== undefined) return found;
  const endings = dataFormats.flatMap(({ endings }) => endings).join(", ");
  throw new UsageError(
    `Cannot tell in which format to write ${to}, expected --to-format <name> or one of the endings ${endings}, with or without .gz`,
  );
}

function kindOfEnding(path: string): DataKind | undefined {
  const name = path.toLowerCase().replace(/\.gz$/, "");
  return Object.entries(KIND_OF_ENDING).find(([ending]) => name.endsWith(ending))?.[1];
}

/** Of a format that holds several kinds by definition, such as titles and genres, the ending may choose one. */
function kindByEnding(format: DataFormat, path: string): DataKind | undefined {
  const kind = kindOfEnding(path);
  return kind && format.columns !== "chosen" && format[kind] ? kind : undefined;
}

function checkTarget(format: DataFormat, kind: DataKind, path: string): void {
  const name = format.name;
  if (!format[kind]?.write) {
    const others = dataFormats.filter((other) => other[kind]?.write).map((other) => other.name);
    throw new UsageError(`Cannot write ${kind} as ${name}, expected one of ${others.join(", ")}`);
  }
  const ending = kindOfEnding(path);
  if (ending !== undefined && ending !== kind) {
    const [wanted] = Object.entries(KIND_OF_ENDING).find(([, of]) => of === kind)!;
    throw new UsageError(
      `Cannot write ${kind} to ${path}, expected a file that ends with ${wanted}`,
    );
  }
}
