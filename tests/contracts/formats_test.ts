/** What every format of the registry must do: be recognised, give the same however its bytes come, and come back as it was written. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { DATA_KINDS, type DataKind } from "../../src/formats/format_options.ts";
import { dataFormats, formatFor, formatOfPath } from "../../src/formats/data_formats.ts";
import { readBytes } from "../../src/formats/input_source.ts";
import { iriOf, literalOf, valueOfLiteral } from "../../src/formats/rdf_terms.ts";
import { bytewise, cutSource, gzip, source } from "../formats/_sources.ts";
import { type Rating, ratingRows, read, tableOf, write } from "./_format_data.ts";
import { contentOf, integer, SAMPLES } from "./_format_samples.ts";

Deno.test("every format has samples, a name and a description of its own", () => {
  deepStrictEqual(Object.keys(SAMPLES), dataFormats.map(({ name }) => name));
  strictEqual(new Set(dataFormats.map(({ description }) => description)).size, dataFormats.length);
  for (const { name, ...format } of dataFormats) {
    ok(/^[a-z]+(-[a-z]+)*$/.test(name));
    const kinds = DATA_KINDS.filter((kind) => format[kind]);
    ok(kinds.length > 0);
    for (const kind of kinds) {
      ok(SAMPLES[name].some(({ reads }) => reads[kind]), `${name}: ${kind}`);
    }
    const written = kinds.some((kind) => format[kind]?.write);
    strictEqual(format.endings.length > 0, written);
    for (const ending of format.endings) strictEqual(formatOfPath(`a/B${ending}.gz`)?.name, name);
  }
});

for (const format of dataFormats) {
  for (const sample of SAMPLES[format.name]) {
    Deno.test(`${format.name}: ${sample.name} is recognised by its name and without, and says what it holds`, async () => {
      const content = await contentOf(sample);
      for (const name of [sample.name, "standard input"]) {
        for (const bytes of [content, await gzip(content)]) {
          const { format: found, head, input } = await formatFor(
            source(name, bytes),
            undefined,
            {},
          );
          strictEqual(found.name, format.name);
          strictEqual(await found.kindOf(head, () => readBytes(input)), sample.kind);
        }
      }
    });

    Deno.test(`${format.name}: ${sample.name} is read, the same at any chunk boundary, packed or not`, async () => {
      const content = await contentOf(sample);
      for (const [kind, expected] of Object.entries(sample.reads) as [DataKind, unknown][]) {
        deepStrictEqual(await read(kind, source(sample.name, content)), expected);
        deepStrictEqual(await read(kind, bytewise(sample.name, content)), expected);
        deepStrictEqual(await read(kind, source(sample.name, await gzip(content))), expected);
        const step = Math.max(1, Math.floor(content.length / 50));
        for (let cut = 1; cut < content.length; cut += step) {
          deepStrictEqual(await read(kind, cutSource(sample.name, content, cut)), expected);
        }
        if (typeof sample.content !== "string") continue;
        const text = sample.content;
        for (const other of [text.replaceAll("\n", "\r\n"), text.slice(0, -1), `\ufeff${text}`]) {
          deepStrictEqual(await read(kind, source(sample.name, other)), expected);
        }
      }
    });
  }
}

/** Text that survives in any format: one line, not empty. */
const text = fc.string({ unit: "binary", minLength: 1, maxLength: 12 })
  .filter((text) => !/[\p{Cc}\ufeff]/u.test(text) && text.trim() !== "");
const word = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.constantFrom(
    "1",
    "007",
    "a b",
    'say "x"',
    "a,b",
    "a;b",
    "a|b",
    "a::b",
    "http://x/a?b=c#d",
    "été",
    "-5",
    "# no",
    "<a>",
    "\\n",
  ),
  fc.constantFrom(
    "urn:semauto:item/1",
    "urn:isbn:1",
    "_:b0",
    "_:a.b",
    "{'a': 1}",
    "%41",
    "//",
    "a:b",
  ),
);
const value = fc.oneof(
  word,
  fc.record({ text: word }).map(valueOfLiteral),
  fc.record({ text: fc.string(), language: fc.constantFrom("en", "pt-br") }).map(valueOfLiteral),
  fc.record({ text: word, datatype: fc.constant(integer) }).map(valueOfLiteral),
).filter((value) => literalOf(value) === undefined || valueOfLiteral(literalOf(value)!) === value);
/** Names with a usual prefix are written to RDF as IRIs, on purpose; the others come back. */
const name = word.filter((word) => (iriOf(word) ?? word) === word);

const ARBITRARY = {
  ratings: fc.tuple(
    fc.uniqueArray(
      fc.tuple(word, word, fc.float({ noNaN: true, noDefaultInfinity: true }), fc.nat()),
      {
        selector: ([user, item]) => JSON.stringify([user, item]),
        minLength: 1,
        maxLength: 8,
      },
    ),
    fc.boolean(),
    fc.boolean(),
  ).map(([rows, rated, timed]) => {
    const kept = rows.map(([user, item, rating, time]): Rating => [
      ...[user, item, rated ? Math.fround(rating) + 0 : 1] as const,
      ...(timed ? [time] : []) as [number?],
    ]);
    return { data: tableOf(kept, rated), expected: ratingRows(kept, rated) };
  }),
  attributes: fc.array(fc.tuple(name, name, value.filter((v) => (iriOf(v) ?? v) === v)), {
    minLength: 1,
    maxLength: 8,
  }).map((rows) => ({ data: rows, expected: rows })),
  labels: fc.uniqueArray(fc.tuple(name, word), {
    selector: ([item]) => item,
    minLength: 1,
    maxLength: 8,
  }).map((rows) => ({ data: rows, expected: rows })),
};

for (const format of dataFormats) {
  for (const kind of DATA_KINDS.filter((kind) => format[kind]?.write)) {
    Deno.test(`${format.name}: ${kind} come back as they were written`, async () => {
      const property = fc.asyncProperty(
        ARBITRARY[kind] as fc.Arbitrary<{ data: unknown; expected: unknown }>,
        fc.boolean(),
        async ({ data, expected }, packed) => {
          const bytes = await write(format, kind, data);
          const input = source(`x${format.endings[0]}`, packed ? await gzip(bytes) : bytes);
          deepStrictEqual(await read(kind, input), expected);
        },
      );
      await fc.assert(property, { numRuns: 150 });
    });
  }
}
