import { DEFAULT_LINK_OPTIONS, linkItems, type LinkProposal } from "../../data/link/link_items.ts";
import { readEntityLabels } from "../../formats/entity_label_file.ts";
import { readItemLabels } from "../../formats/item_labels.ts";
import { linkRows } from "../../formats/link_rows.ts";
import type { CommandDefinition } from "../command.ts";
import {
  openFile,
  requireFolderOf,
  requireOneInput,
  requireOtherFile,
  writeFile,
} from "../files.ts";
import { countText } from "../graph_lines.ts";
import { ExitCode } from "../session.ts";
import { names, share } from "../values.ts";

interface Options {
  readonly items: string;
  readonly entities: string;
  readonly out: string;
  readonly kind?: string;
  readonly language?: readonly string[];
  readonly years?: readonly string[];
  readonly minScore: number;
  readonly margin: number;
  readonly json?: boolean;
}

/** `link`: proposes which entity of a knowledge graph stands for which item. */
export const linkCommand: CommandDefinition = {
  name: "link",
  summary: "Propose which entity of a knowledge graph stands for which item, for review",
  examples: [
    "link --items movies.dat --entities labels.tsv --kind film --out links.tsv",
    "link --items movies.csv --entities labels_en.nt.gz --language en --years dbo:releaseDate --kind film --out links.tsv",
  ],
  addOptions(command) {
    command
      .requiredOption(
        "--items <file>",
        "titles of the items: movies.dat, u.item, movies.csv or item, title",
      )
      .requiredOption(
        "--entities <file>",
        "entity, label and, with a header, year; or triples with rdfs:label",
      )
      .requiredOption("--out <file>", "where to write the links for review, tab separated")
      .option("--kind <word>", "what the items are, as brackets after names say it: film, band")
      .option("--language <list>", "languages of labels, the best first: en,de", names)
      .option("--years <list>", "relations of triples that date entities: dbo:releaseDate", names)
      .option(
        "--min-score <score>",
        "least score of a proposal",
        share,
        DEFAULT_LINK_OPTIONS.minScore,
      )
      .option(
        "--margin <score>",
        "entities this close to the best make it ambiguous",
        share,
        DEFAULT_LINK_OPTIONS.margin,
      )
      .option("--json", "print one JSON object");
  },
  async run(options: Options, session) {
    requireOneInput([options.items, options.entities]);
    await requireFolderOf(options.out);
    await requireOtherFile(options.out, [options.items, options.entities]);
    const { signal, onProgress } = session;
    const titles = await readItemLabels(await openFile(options.items, onProgress), { signal });
    const entities = await readEntityLabels(await openFile(options.entities, onProgress), {
      languages: options.language,
      years: options.years,
      signal,
    });
    const links = linkItems(
      Array.from(titles, ([id, title]) => ({ id, title })),
      entities,
      { minScore: options.minScore, margin: options.margin, kind: options.kind?.toLowerCase() },
    );
    await writeFile(options.out, linkRows(links), signal);
    const items = (status: LinkProposal["status"]) =>
      new Set(links.filter((link) => link.status === status).map(({ item }) => item)).size;
    const counts = {
      proposed: items("proposed"),
      ambiguous: items("ambiguous"),
      none: items("none"),
    };
    if (options.json) {
      session.print(JSON.stringify({
        ...{ command: "link", version: 1, out: options.out },
        ...{ items: titles.size, entities: entities.length, ...counts },
        settings: {
          minScore: options.minScore,
          margin: options.margin,
          kind: options.kind ?? null,
        },
      }));
      return ExitCode.Done;
    }
    session.print(`items        ${countText(titles.size)}`);
    session.print(`entities     ${countText(entities.length)}`);
    session.print(`proposed     ${countText(counts.proposed)} items, one entity each`);
    session.print(
      `ambiguous    ${
        countText(counts.ambiguous)
      } items; mark what is meant as accepted, the rest as rejected`,
    );
    session.print(
      `none         ${
        countText(counts.none)
      } items without an entity that scores ${options.minScore}`,
    );
    session.print(`links        ${options.out}; review it, then pass it as --item-entities`);
    return ExitCode.Done;
  },
};
