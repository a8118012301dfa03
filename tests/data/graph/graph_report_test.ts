import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { createDataset, type DatasetOptions } from "../../../src/data/dataset.ts";
import type { GraphOptions } from "../../../src/data/graph/graph_options.ts";
import { graphReport } from "../../../src/data/graph/graph_report.ts";
import { itemEntities } from "../../../src/data/graph/item_entities.ts";
import { createGraphShaper, shapeGraph } from "../../../src/data/graph/shape_graph.ts";
import type { Triple } from "../../../src/data/graph/triple.ts";
import { createInteractionsBuilder } from "../../../src/data/interactions.ts";
import { openFile } from "../../../src/cli/files.ts";
import { readRatings } from "../../../src/formats/ratings.ts";
import { scanTriples } from "../../../src/formats/triple_records.ts";
import { UsageError } from "../../../src/errors.ts";
import { realDataTest } from "../../_real_data.ts";

function rated(items: readonly string[]) {
  const ratings = createInteractionsBuilder();
  for (const item of items) {
    ratings.add("ann", item, 1 + ratings.build().interactions.ratings.columns % 5);
  }
  return ratings.build().interactions;
}

function report(
  triples: readonly Triple[],
  options: GraphOptions = {},
  { items = ["i0", "i1", "i2"], ...join }: DatasetOptions & { items?: readonly string[] } = {},
) {
  const shaped = shapeGraph(triples, options);
  const dataset = createDataset(rated(items), shaped.knowledge, join);
  return { dataset, ...graphReport(shaped, dataset, join.minItemsPerAttribute) };
}

Deno.test("graphReport() tells every reason, with examples", () => {
  const about = (subject: string, relation: string, object: string): Triple => ({
    subject,
    relation,
    object,
  });
  const text = (text: string, language: string) => ({
    object: `"${text}"@${language}`,
    literal: { text, language },
  });
  const { triples, kept, labels, links, dropped, examples, relations } = report([
    about("i0", "genre", "crime"),
    about("i1", "genre", "crime"),
    about("i1", "genre", "crime"),
    about("i0", "genre", "heist"),
    about("i9", "genre", "crime"),
    ...["i0", "i1", "i2"].map((item) => about(item, "medium", "film")),
    about("i0", "type", "thing"),
    { subject: "i0", relation: "plot", ...text("A heist", "en") },
    { subject: "i0", relation: "title", ...text("Casse", "fr") },
    { subject: "crime", relation: "rdfs:label", ...text("Crime films", "en") },
    about("i0", "year", "long ago"),
    about("crime", "broader", "fiction"),
    about("nothing", "broader", "fiction"),
  ], {
    excludeRelations: ["type"],
    decades: ["year"],
    literals: ["title"],
    languages: ["en"],
    relations: ["genre", "medium", "plot", "title", "year"],
    chains: ["genre/broader"],
  }, { maxItemsPerAttribute: { share: 0.9 } });
  deepStrictEqual({ triples, kept, labels, links }, { triples: 15, kept: 2, labels: 1, links: 1 });
  deepStrictEqual(dropped, {
    ...{ relation: 1, literal: 1, language: 1, unreadable: 1, unrated: 1 },
    ...{ chain: 1, repeated: 1, rare: 1, common: 3 },
  });
  deepStrictEqual(
    examples.filter(({ reason }) => reason === "common" || reason === "chain"),
    [
      { reason: "chain", subject: "nothing", relation: "broader", object: "fiction" },
      { reason: "common", subject: "i0", relation: "medium", object: "film" },
      { reason: "common", subject: "i1", relation: "medium", object: "film" },
      { reason: "common", subject: "i2", relation: "medium", object: "film" },
    ],
  );
  deepStrictEqual(relations.find(({ derived }) => derived), {
    ...{ relation: "genre/broader", derived: true, triples: 4, kept: 2, labels: 0, links: 0 },
    dropped: { repeated: 1, unrated: 1 },
    ...{ attributes: 1, items: 2 },
  });
});

realDataTest(
  "graphReport() accounts for every triple of Last.fm, and near-duplicate relations are found",
  async (data) => {
    const folder = `${data}/lastfm-hetrec-dbpedia`;
    const ratings = await readRatings(await openFile(`${folder}/train.tsv.gz`));
    const shaper = createGraphShaper({
      merge: { similar: true },
      chains: ["dbo:associatedBand/dbo:genre"],
      isItem: (id) => ratings.interactions.items.indexOf(id) !== undefined,
    });
    const read = await scanTriples(await openFile(`${folder}/attributes.tsv.gz`), {}, shaper.add);
    const shaped = shaper.build();
    const dataset = createDataset(ratings.interactions, shaped.knowledge);
    const { triples, kept, labels, links, dropped, merges } = graphReport(shaped, dataset);
    strictEqual(triples, read);
    strictEqual(
      kept + labels + links + Object.values(dropped).reduce((a, b) => a + b, 0),
      triples,
    );
    const twins = merges.find(({ from }) => from === "dbo:associatedMusicalArtist");
    strictEqual(twins?.into, "dbo:associatedBand");
    ok(twins.overlap > 0.99);
  },
);

const TRIPLES = fc.array(
  fc.record({
    subject: fc.constantFrom("i0", "i1", "i2", "i3", "v0", "v1"),
    relation: fc.constantFrom("a", "b", "c", "rdfs:label", "d"),
    object: fc.constantFrom("v0", "v1", "v2", "1994", "2001-05-01", "12"),
    literal: fc.option(
      fc.record({ text: fc.constant("1994"), language: fc.constantFrom("en", "de") }),
      { nil: undefined },
    ),
  }),
  { minLength: 25, maxLength: 60 },
);

Deno.test("graphReport(): what is kept, labels, links and dropped is all that was read, whatever was asked for", () => {
  let reported = 0;
  fc.assert(
    fc.property(
      TRIPLES,
      fc.record({
        chains: fc.constantFrom([], ["a/b"]),
        excludeRelations: fc.constantFrom([], ["c"]),
        decades: fc.constantFrom([], ["d"]),
        bins: fc.constantFrom([], [{ relation: "b", count: 2 }]),
        languages: fc.constantFrom(undefined, ["en"]),
        merge: fc.constantFrom(undefined, { similar: true, overlap: 0.3 }),
        itemEntities: fc.constantFrom(
          undefined,
          itemEntities(
            [["i0", "v0"], ["i1", "v0"], ["i1", "i2"]]
              .map(([item, entity]) => ({ item, entity })),
          ),
        ),
      }),
      fc.record({
        minItemsPerAttribute: fc.constantFrom(1, 2),
        maxItemsPerAttribute: fc.constantFrom(2, 3, { share: 0.7 }, Infinity),
        keepUnratedItems: fc.boolean(),
      }),
      (triples, options, join) => {
        let made: ReturnType<typeof report>;
        try {
          made = report(triples, options, join);
        } catch (cause) {
          if (cause instanceof UsageError) return;
          throw cause;
        }
        reported++;
        const { dataset, relations, dropped, kept, labels, links } = made;
        const sum = (counts: object) => Object.values(counts).reduce((a, b) => a + b, 0);
        strictEqual(made.triples, triples.length);
        strictEqual(kept + labels + links + sum(dropped), triples.length);
        for (const row of relations) {
          strictEqual(
            row.kept + row.labels + row.links + sum(row.dropped),
            row.triples,
            row.relation,
          );
        }
        const { maxItemsPerAttribute: most, minItemsPerAttribute: least } = join;
        const { attributeStart, attributeItems } = dataset.graph;
        dataset.attributes.forEach((_, f) => {
          const items = attributeItems.subarray(attributeStart[f], attributeStart[f + 1]);
          const count = items.filter((item) => item < dataset.statistics.items).length;
          ok(count >= least && count <= (typeof most === "number" ? most : most.share * 3));
        });
        if (options.itemEntities === undefined) {
          // Each kept triple is one edge of the data set, the first that says it.
          strictEqual(relations.reduce((total, row) => total + row.kept, 0), attributeItems.length);
        }
      },
    ),
    { numRuns: 500 },
  );
  ok(reported > 250, `${reported} of the cases could be joined`);
});
