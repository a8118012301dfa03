/**
 * Makes the embedded data set from `data/source`: `deno task make-data`. What it makes, and how, is told in data/README.md.
 *
 * @module
 */

import { makeDataSet, SOURCE_FILES } from "./simulate/data_set.ts";
import { measureRecovery } from "./simulate/recovery.ts";
import { parseTable } from "./simulate/tables.ts";

const sources = SOURCE_FILES.map((file) => ({
  file: `data/source/${file}`,
  text: Deno.readTextFileSync(new URL(`source/${file}`, import.meta.url)),
}));
const files = makeDataSet(sources);
for (const [name, text] of files) {
  Deno.writeTextFileSync(new URL(name, import.meta.url), text);
  console.log(`data/${name}: ${text.split("\n").length - 2} rows, ${text.length} characters`);
}

const ratings = parseTable(files.get("ratings.tsv")!);
const attributes = parseTable(files.get("attributes.tsv")!);
const tastes = parseTable(files.get("planted_tastes.tsv")!);
const stars = ratings.rows.map((row) => Number(row[2]));
const counts = [1, 2, 3, 4, 5].map((star) => stars.filter((rating) => rating === star).length);
const mean = stars.reduce((sum, rating) => sum + rating, 0) / stars.length;
console.log(`ratings of 1 to 5: ${counts.join(", ")}; mean ${mean.toFixed(2)}`);
for (const kind of ["taste", "control"] as const) {
  const found = measureRecovery({ attributes, ratings, tastes }, kind);
  console.log(`${kind}:`);
  for (const [name, value] of Object.entries(found)) console.log(`  ${name} ${+value.toFixed(3)}`);
}
