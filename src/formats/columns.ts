import { InputError, type InputPosition, UsageError } from "../errors.ts";

/** A column, by its name in the header or by its position from 1. */
export type ColumnChoice = string | number;

/** What a reader wants from the columns of a table. */
export interface ColumnRole<Role extends string> {
  /** What the column holds, as the options call it: `user`. */
  readonly role: Role;
  /** Names that say so in a header, as {@link plainColumnName} writes them. */
  readonly names: readonly string[];
  /** Where the column stands, from 1, in a file without a header. */
  readonly position: number;
  /** Whether the file may lack it. */
  readonly optional?: boolean;
}

/** Where the columns of a table are. */
export interface ColumnPlan<Role extends string> {
  /** Whether the first record names the columns. */
  readonly header: boolean;
  /** Index of each role's field, from 0, or undefined for an optional column that is not there. */
  readonly at: Readonly<Record<Role, number | undefined>>;
}

/** What the caller says of the columns. */
export interface ColumnOptions<Role extends string> {
  /** Whether the first record names the columns; by default its fields tell. */
  readonly header?: boolean;
  /** Which column holds what; by default the header's names, or the usual order, tell. */
  readonly columns?: Readonly<Partial<Record<Role, ColumnChoice>>>;
}

/**
 * A column's name without case, punctuation and the type that RecBole appends, so that `user_id:token`, `userId` and
 * `User-ID` compare as equal.
 *
 * @param name The name as the header writes it.
 * @returns Letters and digits only, in lower case.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(plainColumnName("user_id:token"), "userid");
 * ```
 */
export function plainColumnName(name: string): string {
  return withoutType(name).toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/**
 * Finds the columns from the first record and what the caller says. A header is recognised by the names in it; a file
 * without one has its columns in the usual order.
 *
 * @param first The fields of the first record.
 * @param roles The columns that are wanted.
 * @param where The file and line of the first record, for messages.
 * @param options What the caller says.
 * @param isHeader Decides where the caller does not; by default known names make a header.
 * @returns Where the columns are.
 * @throws {InputError} Where a column is not in the file, or two could be meant.
 * @throws {UsageError} Where the options contradict each other.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const roles = [
 *   { role: "item", names: ["itemid"], position: 1 },
 *   { role: "title", names: ["title"], position: 2 },
 * ] as const;
 * const plan = findColumns(["Title", "item_id"], roles, { file: "items.csv", line: 1 }, {});
 * deepStrictEqual(plan, { header: true, at: { item: 1, title: 0 } });
 * ```
 */
export function findColumns<Role extends string>(
  first: readonly string[],
  roles: readonly ColumnRole<Role>[],
  where: InputPosition,
  options: ColumnOptions<Role>,
  isHeader: () => boolean = () => hasKnownNames(first, roles),
): ColumnPlan<Role> {
  const choiceOf = (role: Role): ColumnChoice | undefined => options.columns?.[role];
  const named = roles.find(({ role }) => typeof choiceOf(role) === "string");
  if (named !== undefined && options.header === false) {
    throw new UsageError(
      `Cannot read ${where.file}: the ${named.role} column is given as '${
        choiceOf(named.role)
      }' and the file as having ` +
        `no header, expected a position from 1`,
    );
  }
  const header = options.header ?? (named !== undefined || isHeader());
  const at = {} as Record<Role, number | undefined>;
  for (const role of roles) {
    at[role.role] = indexOfRole(first, role, choiceOf(role.role), header, where);
  }
  rejectSharedColumn(at, where.file);
  return { header, at };
}

/** Whether all the columns that must be there are there by name. */
export function hasKnownNames<Role extends string>(
  first: readonly string[],
  roles: readonly ColumnRole<Role>[],
): boolean {
  const present = new Set(first.map(plainColumnName));
  return roles.every(({ names, optional }) => optional || names.some((name) => present.has(name)));
}

function indexOfRole<Role extends string>(
  first: readonly string[],
  { role, names, position, optional }: ColumnRole<Role>,
  choice: ColumnChoice | undefined,
  header: boolean,
  where: InputPosition,
): number | undefined {
  const listed = first.map((field) => `'${field}'`).join(", ");
  if (typeof choice === "string") {
    // A whole name says more than one without its type.
    const whole = first.flatMap((field, k) => field.trim() === choice ? [k] : []);
    const found = whole.length > 0
      ? whole
      : first.flatMap((field, k) => withoutType(field) === choice ? [k] : []);
    if (found.length === 1) return found[0];
    throw new InputError(
      where,
      found.length === 0
        ? `no column is named '${choice}', expected one of ${listed}`
        : `${found.length} columns are named '${choice}', expected one, or the column to be given by its position`,
    );
  }
  if (choice !== undefined || !header) {
    return indexAt(choice ?? position, first.length, {
      role,
      optional: optional && choice === undefined,
      where,
    });
  }
  const found = first.flatMap((field, k) => names.includes(plainColumnName(field)) ? [k] : []);
  if (found.length === 1 || (found.length === 0 && optional)) return found[0];
  throw new InputError(
    where,
    found.length === 0
      ? `no column is named like the ${role} among ${listed}, expected such as '${
        names[0]
      }', or the column to be given`
      : `${found.length} columns are named like the ${role}, '${first[found[0]]}' and '${
        first[found[1]]
      }', expected one, or ` +
        `the column to be given`,
  );
}

function indexAt(
  position: number,
  fields: number,
  { role, optional, where }: { role: string; optional?: boolean; where: InputPosition },
): number | undefined {
  if (!Number.isInteger(position) || position < 1) {
    throw new UsageError(
      `Cannot read ${where.file}: the ${role} column is ${position}, expected a name or a position from 1`,
    );
  }
  if (position <= fields) return position - 1;
  if (optional) return undefined;
  throw new InputError(
    { ...where, column: position },
    `the line has ${fields} fields, expected the ${role} in this column`,
  );
}

/** The name without RecBole's type: `user_id` of `user_id:token`. */
function withoutType(name: string): string {
  return name.trim().replace(/:(?:token|float)(?:_seq)?$/, "");
}

function rejectSharedColumn(at: Record<string, number | undefined>, file: string): void {
  const taken = new Map<number, string>();
  for (const [role, index] of Object.entries(at)) {
    if (index === undefined) continue;
    const other = taken.get(index);
    if (other !== undefined) {
      throw new UsageError(
        `Cannot read ${file}: column ${
          index + 1
        } is both the ${other} and the ${role}, expected a column for each`,
      );
    }
    taken.set(index, role);
  }
}
