import { match, ok, strictEqual } from "node:assert/strict";
import { publishedMd5, usageLicence } from "../../src/remote/movielens_archives.ts";
import { realDataTest } from "../_real_data.ts";

Deno.test("a page that is no checksum has none", () => {
  strictEqual(publishedMd5("<html>404</html>"), undefined);
  strictEqual(publishedMd5("0".repeat(64)), undefined);
  strictEqual(publishedMd5(`${"AB".repeat(16)}  a.zip`), "ab".repeat(16));
});

Deno.test("a licence at the end of a README is read to its end, and a README without one has none", () => {
  strictEqual(usageLicence("Usage License\r\n=====\r\n\r\nOnly\r\nhere.\r\n"), "Only\r\nhere.");
  strictEqual(usageLicence("Summary\n=====\n\nUsage license: none\n"), undefined);
});

realDataTest("the licence of MovieLens 1M is found in its README", async (folder) => {
  const readme = await Deno.readTextFile(`${folder}/movielens-1m-dbpedia/README`);
  const licence = usageLicence(readme)!;
  match(licence, /^Neither the University of Minnesota/);
  match(licence, /may not redistribute the data without separate\s+permission/);
  ok(!licence.includes("CITATION"));
});
