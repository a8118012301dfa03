import { deepStrictEqual } from "node:assert/strict";
import { fetchOptions } from "../../src/cli/fetch_options.ts";

Deno.test("--follow takes prefixed names and whole IRIs, with and without brackets, of any number of hops", () => {
  const subject = "http://purl.org/dc/terms/subject", broader = "http://e.org/a/b#broader";
  const follow = [
    "dct:subject/skos:broader",
    `${subject}/skos:broader`,
    `dct:subject/<${broader}>/${broader}`,
    `<${subject}>/<${broader}>`,
  ];
  const bare = fetchOptions({ endpoint: "http://e.org/", follow }).follow!
    .map((chain) => chain.map((hop) => hop.replace(/^<|>$/g, "")));
  deepStrictEqual(bare, [
    ["dct:subject", "skos:broader"],
    [subject, "skos:broader"],
    ["dct:subject", broader, broader],
    [subject, broader],
  ]);
});
