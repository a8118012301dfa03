import { plainColumnName } from "./columns.ts";
import { literalOf, type RdfLiteral, valueOfLiteral } from "./rdf_terms.ts";
import { labelColumns } from "./registry.ts";

/** The value of a triple. */
export interface TripleObject {
  /** The value as the graph keeps it. */
  readonly object: string;
  /** The literal that it is, where it is one. */
  readonly literal?: RdfLiteral;
}

const XSD = "http://www.w3.org/2001/XMLSchema#";

/**
 * Which columns of a table with one row an item say something of it: all but the item's own, its label and those without a name.
 *
 * @param names The names of the columns.
 * @param item Index of the item's column.
 * @returns Indices of the others.
 */
export function attributeColumns(names: readonly string[], item: number): number[] {
  const labels = labelColumns[1].names;
  return [...names.keys()].filter((k) =>
    k !== item && names[k].trim() !== "" && !labels.includes(plainColumnName(names[k]))
  );
}

/**
 * What a cell says: nothing where it is empty, a text as it is, a number, date or truth value as a literal with its type, and each
 * element of a list.
 *
 * @param cell A value as a reader of typed tables gives it.
 * @returns The values of triples.
 */
export function objectsOf(cell: unknown): TripleObject[] {
  if (cell === null || cell === undefined || cell === "") return [];
  if (Array.isArray(cell)) return cell.flatMap(objectsOf);
  if (ArrayBuffer.isView(cell)) return [...cell as unknown as Iterable<number>].flatMap(objectsOf);
  if (typeof cell === "string") {
    const literal = literalOf(cell);
    return [{ object: cell, ...(literal && { literal }) }];
  }
  if (typeof cell === "number" && !Number.isFinite(cell)) return [];
  if (typeof cell === "object" && !(cell instanceof Date)) return [];
  return [typedObject(cell instanceof Date ? cell.toISOString() : String(cell), typeOf(cell))];
}

/**
 * A literal with a type as the value of a triple.
 *
 * @param text Its text.
 * @param type Name of the type in XML Schema: `double`.
 * @returns The value.
 */
export function typedObject(text: string, type: string): TripleObject {
  const literal = { text, datatype: `${XSD}${type}` };
  return { object: valueOfLiteral(literal), literal };
}

function typeOf(cell: unknown): string {
  if (cell instanceof Date) return "dateTime";
  if (typeof cell === "boolean") return "boolean";
  return typeof cell === "bigint" || Number.isInteger(cell) ? "integer" : "double";
}
