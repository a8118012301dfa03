import { strictEqual } from "node:assert/strict";
import { guessDelimiter, sampleText } from "../../src/formats/delimiter.ts";
import { utf8Chunks } from "../../src/formats/text.ts";
import { bytewise, source } from "./_sources.ts";

Deno.test("guessDelimiter() finds the delimiter of each known kind of file", () => {
  const cases: [string, string, number][] = [
    ["196\t242\t3\t881250949\n186\t302\t3\t891717742", "\t", 2],
    ["1::1193::5::978300760\n1::661::3::978302109", "::", 2],
    ["userId,movieId,rating,timestamp\n1,1,4.0,964982703", ",", 2],
    ['"User-ID";"ISBN";"Book-Rating"\n"276725";"034545104X";"0"', ";", 2],
    ["1|Toy Story (1995)|01-Jan-1995||http://x\n2|Four Rooms, The (1995)|01-Jan-1995||y", "|", 2],
    ["1 1 2\n1 2  4", " ", 2],
    ["movieId,title,genres\n1,Toy Story (1995),A|B\n2,Jumanji (1995),A|C", ",", 2],
    // Decimal commas and a semicolon: both cut every line evenly.
    ["1;10;3,5\n2;20;4,0", ";", 2],
    ["1\tdct:subject\thttp://x/A,_B\n2\tdct:subject\thttp://x/C,_D", "\t", 3],
  ];
  for (const [sample, delimiter, minFields] of cases) {
    strictEqual(guessDelimiter(sample, minFields), delimiter, sample);
  }
});

Deno.test("guessDelimiter() does not count delimiters in quotes", () => {
  strictEqual(guessDelimiter('1;"a,b";5\n2;"c,d\n,,""e";4\n3;"f,g', 2), ";");
});

Deno.test("guessDelimiter() finds the delimiter when one line of three lacks a field", () => {
  strictEqual(guessDelimiter("a,b,c\n1,2\n1,2,3", 3), ",");
});

Deno.test("guessDelimiter() finds none when too few lines agree", () => {
  strictEqual(guessDelimiter("one\ntwo\na,b", 2), undefined);
  strictEqual(guessDelimiter("1 2 3\n4 5", 2), undefined);
  strictEqual(guessDelimiter("a,b", 3), undefined);
});

Deno.test("sampleText() takes 20 lines that are not blank, wherever the chunks are cut", async () => {
  const lines = Array.from({ length: 30 }, (_, k) => `${k}`);
  for (const make of [source, bytewise]) {
    const { sample } = await sampleText(utf8Chunks(make("lines", lines.join("\n\n"))));
    strictEqual(sample, lines.slice(0, 20).join("\n"));
  }
});

Deno.test("sampleText() takes the last line when the text ends there", async () => {
  const { sample } = await sampleText(utf8Chunks(source("lines", "a\n \nb")));
  strictEqual(sample, "a\nb");
});

Deno.test("sampleText() leaves out a line that goes on past 64 KiB", async () => {
  const { sample } = await sampleText(utf8Chunks(source("lines", `a\n${"b".repeat(70000)}\nc`)));
  strictEqual(sample, "a");
});
