import { yearOf } from "../data/graph/decades.ts";
import { labelRank } from "../data/graph/entity_labels.ts";
import { rankLanguages } from "../data/graph/languages.ts";
import { firstMatch, relationPattern } from "../data/graph/relation_pattern.ts";
import type { LinkEntity } from "../data/link/link_items.ts";
import { InputError, UsageError } from "../errors.ts";
import { type ColumnPlan, type ColumnRole, findColumns, hasKnownNames } from "./columns.ts";
import { formatFor } from "./data_formats.ts";
import { type DelimitedOptions, readDelimited } from "./delimited.ts";
import { csv, tsv } from "./delimited_format.ts";
import type { InputSource } from "./input_source.ts";
import { looksLikeIri } from "./iri.ts";
import { literalOf } from "./rdf_terms.ts";
import { labelColumns, mappingColumns, tripleColumns } from "./registry.ts";
import type { TripleRecord } from "./triple_stream.ts";

/** How to read entities and what they are called. */
export interface EntityLabelOptions extends DelimitedOptions {
  /** Languages of labels, as for `GraphOptions.languages`. */
  readonly languages?: readonly string[];
  /** Relations whose dates are the years of entities, as {@link relationPattern} reads them. */
  readonly years?: readonly string[];
}

type Role = "entity" | "label" | "year";

const COLUMNS: readonly ColumnRole<Role>[] = [
  mappingColumns[1] as ColumnRole<"entity">,
  { ...labelColumns[1] as ColumnRole<"label"> },
  { role: "year", names: ["year", "date", "releasedate", "released"], position: 3, optional: true },
].map((column, k) => ({ ...column, position: k + 1 }) as ColumnRole<Role>);

/**
 * Reads what entities are called: `entity, label` or `entity, label, year` with a header, `entity, label` without one, or triples in any format of {@link dataFormats} with `rdfs:label`, `skos:prefLabel`, `schema:name` or `foaf:name` among their relations.
 *
 * @param source Where to read; gzip or plain.
 * @param options Languages, years, and a signal to stop.
 * @returns The entities in the order of their first labels, each with all its labels, the best language first.
 * @throws {InputError} Where the file cannot be read or has no labels.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const text = "dbr:Heat\trdfs:label\t\"Heat\"@en\ndbr:Heat\tdbo:releaseDate\t1995-12-15\n";
 * const source = { name: "labels.tsv", stream: new Blob([text]).stream() };
 * deepStrictEqual(await readEntityLabels(source, { years: ["dbo:releaseDate"] }), [
 *   { id: "dbr:Heat", labels: ["Heat"], year: 1995 },
 * ]);
 * ```
 */
export async function readEntityLabels(
  source: InputSource,
  options: EntityLabelOptions = {},
): Promise<LinkEntity[]> {
  const entities = collectEntities(options);
  const { format, input } = await formatFor(source, undefined, options);
  if (format === tsv || format === csv) await readTable(input, entities, options);
  else if (format.attributes) await format.attributes.scan(input, options, entities.addTriple);
  else {
    await input.stream.cancel();
    throw new UsageError(
      `Cannot read labels of entities from ${source.name}: it is ${format.description}, expected a table or triples`,
    );
  }
  const found = entities.list();
  if (found.length === 0) {
    throw new InputError(
      { file: source.name },
      "there are no labels in the languages asked for, expected entities and labels, or triples with rdfs:label",
    );
  }
  return found;
}

async function readTable(
  source: InputSource,
  entities: ReturnType<typeof collectEntities>,
  options: EntityLabelOptions,
): Promise<void> {
  const file = source.name;
  let plan: ColumnPlan<Role> | "triples" | undefined;
  await readDelimited(source, { of: "entities and labels", minFields: 2 }, (record, line) => {
    if (plan === undefined) {
      const isTable = hasKnownNames(record, COLUMNS);
      if (!isTable && record.length > 3) {
        throw new InputError(
          { file, line },
          `found ${record.length} columns, expected entity and label, a header with such names, or triples`,
        );
      }
      if (!isTable && record.length === 3) {
        plan = "triples";
        if (hasKnownNames(record, tripleColumns)) return;
      } else {
        plan = findColumns(record, COLUMNS, { file, line }, {});
        if (plan.header) return;
        if (looksLikeIri(record[1]) && !looksLikeIri(record[0])) {
          throw new InputError(
            { file, line, column: 2 },
            `the label is '${
              record[1]
            }', expected the entity first and then what it is called, or a header`,
          );
        }
      }
    }
    if (plan === "triples") {
      const [subject, relation, object] = record, literal = literalOf(object);
      entities.addTriple({ subject, relation, object, ...(literal && { literal }) });
      return;
    }
    const entity = record[plan.at.entity!], label = record[plan.at.label!];
    if (entity === "") {
      const column = plan.at.entity! + 1;
      throw new InputError({ file, line, column }, "the entity is empty, expected an IRI or an id");
    }
    entities.add(entity, label, plan.at.year === undefined ? undefined : record[plan.at.year]);
  }, options);
}

function collectEntities({ languages, years = [] }: EntityLabelOptions) {
  const rankOf = rankLanguages(languages), dates = years.map(relationPattern);
  const labels = new Map<string, [rank: number, text: string][]>();
  const yearsOf = new Map<string, number>();
  const offer = (entity: string, text: string, rank: number) => {
    const list = labels.get(entity);
    if (list) list.push([rank, text]);
    else labels.set(entity, [[rank, text]]);
  };
  const date = (entity: string, text: string) => {
    const year = yearOf(text);
    // A work has one year, that of its first release.
    if (year !== undefined) yearsOf.set(entity, Math.min(year, yearsOf.get(entity) ?? year));
  };
  return {
    add(entity: string, label: string, year: string | undefined) {
      const literal = literalOf(label);
      const rank = rankOf(literal?.language);
      if (rank !== undefined) offer(entity, literal?.text ?? label, rank);
      if (year !== undefined) date(entity, year);
    },
    addTriple({ subject, relation, object, literal }: TripleRecord) {
      if (labelRank(relation) >= 0) {
        const rank = rankOf(literal?.language);
        if (rank !== undefined) offer(subject, literal?.text ?? object, rank);
      } else if (firstMatch(dates, relation)) date(subject, object);
    },
    list: (): LinkEntity[] =>
      [...labels].map(([id, texts]) => {
        const year = yearsOf.get(id);
        return {
          id,
          labels: texts.sort(([a], [b]) => a - b).map(([, text]) => text)
            .filter((text) => text.trim() !== ""),
          ...(year !== undefined && { year }),
        };
      }),
  };
}
