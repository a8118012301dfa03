/** What every format says of a broken file, and of what it cannot hold. */
import { rejects, strictEqual, throws } from "node:assert/strict";
import type { DataKind } from "../../src/formats/format_options.ts";
import { formatFor, formatNamed } from "../../src/formats/data_formats.ts";
import { bytewise, gzip, source } from "../formats/_sources.ts";
import { read, write } from "./_format_data.ts";
import { SAMPLES } from "./_format_samples.ts";

/** A broken file of each format, and what its error says. */
const BROKEN: Readonly<
  Record<string, readonly [kind: DataKind, content: string, message: RegExp]>
> = {
  "n-triples": [
    "attributes",
    "<http://x/a> <http://x/b> <http://x/c> .\n<http://x/a> <http://x/b> oops .\n",
    /^Cannot read x: line 2, column 26: unexpected "oops/,
  ],
  turtle: [
    "attributes",
    "@prefix x: <http://x/> .\nx:a x:b y:c .\n",
    /^Cannot read x: line 2, column 9: undefined prefix "y:", expected RDF$/,
  ],
  recbole: [
    "attributes",
    "item_id:token\tyear:float\n1\t1995\n2\tsoon\n",
    /^Cannot read x: line 3, column 2: the value is 'soon', expected a number$/,
  ],
  reviews: [
    "ratings",
    "{'user': 'a', 'work': 'b', 'stars': 5}\n{'user': 'a', 'work': 'c', 'stars': }\n",
    /^Cannot read x: line 2, column 37: found '\}', expected a value$/,
  ],
  "movielens-movies": [
    "attributes",
    `1|Heat (1995)|||x${"|0".repeat(19)}\n2|Ali (2001)|||x|2${"|0".repeat(18)}\n`,
    /^Cannot read x: line 2, column 6: the flag of unknown is '2', expected 0 or 1$/,
  ],
  "movielens-tags": [
    "attributes",
    "userId,movieId,tag,timestamp\n1,2,fun,3\n1,,fun,3\n",
    /^Cannot read x: line 3, column 2: the movie is empty, expected an id$/,
  ],
  tsv: [
    "ratings",
    "a\tb\t1\nc\td\tx\n",
    /^Cannot read x: line 2, column 3: rating is 'x', expected a number$/,
  ],
  csv: [
    "attributes",
    "item,relation,value\na,b,\n",
    /^Cannot read x: line 2, column 3: the value is empty, expected some text$/,
  ],
};

for (const [name, [kind, content, message]] of Object.entries(BROKEN)) {
  Deno.test(`${name}: a broken file is told with its name, line and column, however its bytes come`, async () => {
    for (
      const input of [
        source("x", content),
        bytewise("x", content),
        source("x", await gzip(content)),
      ]
    ) {
      strictEqual((await formatFor(source("x", content), kind, {})).format.name, name);
      await rejects(read(kind, input), { name: "InputError", message });
    }
  });
}

Deno.test("parquet: a broken file or row is told with its place", async () => {
  const { parquetWriteBuffer } = await import("npm:hyparquet-writer@0.17.0");
  const columnData = [
    { name: "user", data: ["a", "b"] },
    { name: "rating", data: ["1", "x"] },
    { name: "item", data: ["c", "d"] },
  ].map((column) => ({ ...column, type: "STRING" as const }));
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
  await rejects(read("ratings", source("x", bytes)), {
    message: "Cannot read x: line 2, column 2: rating is 'x', expected a number",
  });
  for (const damaged of [bytes.slice(0, 60), bytes.map((byte, k) => k > 4 && k < 40 ? 7 : byte)]) {
    await rejects(read("ratings", source("x", damaged)), {
      name: "InputError",
      message: /^Cannot read x: the Parquet data are damaged \(.+\), expected intact data$/,
    });
  }
});

Deno.test("formats refuse what they cannot hold, and say what could", async () => {
  await rejects(write(formatNamed("tsv"), "labels", [["1", "a\tb"]]), {
    name: "UsageError",
    message: /a field is "a\\tb", expected text without tabs/,
  });
  await rejects(write(formatNamed("csv"), "labels", [["1", "a\0b"]]), { name: "UsageError" });
  await rejects(write(formatNamed("csv"), "labels", [["", "a"]]), /the item is empty/);
  await rejects(read("ratings", source("kg.nt", SAMPLES["n-triples"][0].content as string)), {
    name: "UsageError",
    message:
      "Cannot read ratings from kg.nt: it is N-Triples, which holds attributes and labels, expected a file of another " +
      "format, or the format to be given",
  });
  throws(
    () => formatNamed("xml"),
    /Cannot use the format 'xml', expected one of parquet, n-triples/,
  );
});
