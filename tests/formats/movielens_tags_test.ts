import { deepStrictEqual } from "node:assert/strict";
import { scanTriples } from "../../src/formats/triple_records.ts";
import { valueLabel } from "../../src/data/labels.ts";
import { source } from "./_sources.ts";

async function tags(text: string, minTaggings?: number) {
  const found: string[] = [];
  await scanTriples(source("tags.csv", text), { minTaggings }, ({ subject, relation, object }) => {
    found.push(`${subject} ${relation} ${object}`);
  });
  return found;
}

const header = "userId,movieId,tag,timestamp\n";

Deno.test("tags count once a movie, whatever their case, and only if enough users gave them", async () => {
  const text = `${header}1,60,Funny,9\n1,60,funny,9\n2,60,FUNNY,9\n2,60,dark,9\n3,61,funny,9\n`;
  deepStrictEqual(await tags(text), ["60 tag funny", "60 tag dark", "61 tag funny"]);
  deepStrictEqual(await tags(text, 2), ["60 tag funny"]);
  deepStrictEqual(await tags(text, 3), []);
  deepStrictEqual(await tags(`${header}1,60,"  ",9\n`), []);
});

Deno.test("tags are text, whatever they look like", async () => {
  const typed = ['"""artsy"""', "artsy", "http://x.y/z"];
  const text = header + typed.map((tag, n) => `1,${n},${tag},9\n`).join("");
  const written = ['"\\"artsy\\""', "artsy", '"http://x.y/z"'];
  deepStrictEqual(await tags(text), written.map((tag, n) => `${n} tag ${tag}`));
  deepStrictEqual(written.slice(0, 2).map(valueLabel), ['"artsy"', "artsy"]);
});
