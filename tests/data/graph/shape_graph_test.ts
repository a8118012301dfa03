import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { itemEntities } from "../../../src/data/graph/item_entities.ts";
import type { GraphOptions } from "../../../src/data/graph/graph_options.ts";
import { shapeGraph } from "../../../src/data/graph/shape_graph.ts";
import type { Triple } from "../../../src/data/graph/triple.ts";
import { createKnowledgeGraphBuilder } from "../../../src/data/knowledge_graph.ts";

const literal = (text: string, language?: string): Pick<Triple, "object" | "literal"> => ({
  object: language === undefined ? `"${text}"^^<x:t>` : `"${text}"@${language}`,
  literal: { text, ...(language === undefined ? { datatype: "x:t" } : { language }) },
});

/** Edges as `item relation value`, in their order. */
function edges(triples: readonly Triple[], options?: GraphOptions): string[] {
  const { knowledge } = shapeGraph(triples, options);
  return [...knowledge.edgeItem].map((item, e) => {
    const { relation, value } = knowledge.attributes[knowledge.edgeAttribute[e]];
    return `${knowledge.items.ids[item]} ${relation} ${value}`;
  });
}

const FILMS: readonly Triple[] = [
  { subject: "Heat", relation: "dbo:director", object: "dbr:Mann" },
  { subject: "Heat", relation: "http://dbpedia.org/ontology/director", object: "dbr:Mann" },
  { subject: "Heat", relation: "dbp:director", object: "dbr:Mann" },
  { subject: "Heat", relation: "dct:subject", object: "dbc:Heist" },
  { subject: "Heat", relation: "dbo:abstract", ...literal("A heist.", "en") },
  { subject: "Heat", relation: "dbo:abstract", ...literal("Ein Raub.", "de") },
  { subject: "Heat", relation: "dbo:released", ...literal("1995-12-15") },
  { subject: "dbc:Heist", relation: "skos:broader", object: "dbc:Crime" },
  { subject: "dbc:Heist", relation: "skos:broader", object: "dbc:Theft" },
  { subject: "dbc:Crime", relation: "rdfs:label", ...literal("Krimis", "de") },
  { subject: "dbc:Crime", relation: "rdfs:label", ...literal("Crime films", "en-GB") },
];

Deno.test("shapeGraph() leaves literals and relations that were not chosen out, whatever form their names have", () => {
  deepStrictEqual(edges(FILMS, { relations: ["<http://dbpedia.org/ontology/director>"] }), [
    "Heat dbo:director dbr:Mann",
    "Heat dbo:director dbr:Mann",
  ]);
  deepStrictEqual(
    edges(FILMS, { relations: ["dbo:*"], literals: ["dbo:abstract"], languages: ["en"] }),
    [
      "Heat dbo:director dbr:Mann",
      "Heat dbo:director dbr:Mann",
      'Heat dbo:abstract "A heist."@en',
    ],
  );
  deepStrictEqual(edges(FILMS, { excludeRelations: ["dbo:*", "skos:broader"] }), [
    "Heat dbp:director dbr:Mann",
    "Heat dct:subject dbc:Heist",
  ]);
});

Deno.test("shapeGraph() puts dates into decades and follows chains, and names values by preferred languages", () => {
  const { knowledge } = shapeGraph(FILMS, {
    relations: ["dbo:released", "dct:subject"],
    decades: ["dbo:released"],
    chains: ["dct:subject/skos:broader"],
    languages: ["en"],
  });
  const chain = "dct:subject/skos:broader";
  deepStrictEqual(knowledge.attributes, [
    { relation: "dct:subject", value: "dbc:Heist" },
    { relation: chain, value: "dbc:Crime", name: "Crime films" },
    { relation: chain, value: "dbc:Theft" },
    { relation: "dbo:released", value: "1990s" },
  ]);
  deepStrictEqual(knowledge.broader, {
    attributes: [{ relation: "dct:subject", value: "dbc:Heist" }],
    categories: [knowledge.attributes[1], knowledge.attributes[2]],
    edgeAttribute: Uint32Array.of(0, 0),
    edgeCategory: Uint32Array.of(0, 1),
  });
  // Excluded by its own name, a chain leaves the edges between attributes and nothing else.
  const apart = shapeGraph(FILMS, {
    relations: ["dct:subject"],
    excludeRelations: [chain],
    chains: [chain],
    languages: ["en"],
  });
  deepStrictEqual(apart.knowledge.broader, knowledge.broader);
  deepStrictEqual(apart.knowledge.attributes, [knowledge.attributes[0]]);
});

Deno.test("shapeGraph() shapes the ends of chains like any value, and gives each item the ends of all its ways", () => {
  const chain = "dbo:director/dbo:birthDate";
  const triples: Triple[] = [
    { subject: "Heat", relation: "dbo:director", object: "dbr:Mann" },
    { subject: "Heat", relation: "dbo:director", object: "dbr:Nobody" },
    { subject: "Ran", relation: "dbo:director", object: "dbr:Kurosawa" },
    { subject: "dbr:Mann", relation: "dbo:birthDate", ...literal("1943-02-05") },
    { subject: "dbr:Kurosawa", relation: "dbo:birthDate", ...literal("1910-03-23") },
    { subject: "dbr:Nobody", relation: "dbo:birthDate", ...literal("unknown") },
  ];
  const options = { relations: [chain], chains: [chain] };
  deepStrictEqual(edges(triples, options), []);
  deepStrictEqual(edges(triples, { ...options, decades: [chain] }), [
    `Heat ${chain} 1940s`,
    `Ran ${chain} 1910s`,
  ]);
  deepStrictEqual(edges(triples, { ...options, literals: [chain] }).length, 3);
});

Deno.test("shapeGraph() makes relations with the same name or the same pairs one, and says so", () => {
  const triples = [
    ...FILMS,
    { subject: "Heat", relation: "dbo:topic", object: "dbc:Heist" },
    { subject: "Ali", relation: "dbp:director", object: "dbr:Mann_(boxer)" },
  ];
  const options = { relations: ["dbo:*", "dbp:*", "dct:*"], merge: { similar: true } };
  const { merges } = shapeGraph(triples, options);
  deepStrictEqual(merges, [
    {
      into: "dbp:director",
      from: "dbo:director",
      why: "name",
      alike: "dbp:director",
      shared: 1,
      overlap: 0.5,
    },
    {
      into: "dct:subject",
      from: "dbo:topic",
      why: "overlap",
      alike: "dct:subject",
      shared: 1,
      overlap: 1,
    },
  ]);
  const asked = { ...options, merge: { pairs: [{ into: "dbo:director", from: "dbp:director" }] } };
  deepStrictEqual(shapeGraph(triples, asked).merges, [
    {
      into: "dbo:director",
      from: "dbp:director",
      why: "asked",
      alike: "dbo:director",
      shared: 1,
      overlap: 0.5,
    },
  ]);
  ok(edges(triples, asked).includes("Ali dbo:director dbr:Mann_(boxer)"));
});

Deno.test("shapeGraph() gives the attributes of an entity to all its items, and an item those of all its entities", () => {
  const entities = itemEntities(
    [["1", "Heat"], ["2", "Heat"], ["1", "Ali"], ["1", "Ali"]]
      .map(([item, entity]) => ({ item, entity })),
  );
  const triples = [...FILMS, { subject: "Ali", relation: "dbo:genre", object: "dbr:Biography" }];
  const found = edges(triples, { relations: ["dct:subject", "dbo:genre"], itemEntities: entities });
  deepStrictEqual(found, [
    "1 dct:subject dbc:Heist",
    "2 dct:subject dbc:Heist",
    "1 dbo:genre dbr:Biography",
  ]);
  const own = { subject: "2", relation: "dbo:genre", object: "crime", ofItem: true };
  const mixed = edges([...triples, own], { relations: ["dbo:genre"], itemEntities: entities });
  deepStrictEqual(mixed, ["1 dbo:genre dbr:Biography", "2 dbo:genre crime"]);
  const { itemsWithSeveral, sharedEntities, items } = entities;
  deepStrictEqual({ itemsWithSeveral, sharedEntities, items }, {
    itemsWithSeveral: 1,
    sharedEntities: 1,
    items: 2,
  });
});

Deno.test("shapeGraph() refuses names that no triple has, and requests that contradict each other", () => {
  const wrong: [GraphOptions, RegExp][] = [
    [
      { relations: ["dbo:directr"] },
      /^Cannot take 'dbo:directr' among the relations to include: no triple has .* 'dbo:director'/,
    ],
    [{ excludeRelations: ["dbq:*"] }, /'dbq:\*' among the relations to exclude/],
    [{ chains: ["dct:subject/skos:narrower"] }, /'http:.*#narrower' among the relations of chains/],
    [{ chains: ["dct:subject"] }, /chain 'dct:subject': it has 1 relation, expected two/],
    [
      { decades: ["dbo:*"], bins: [{ relation: "dbo:released", count: 3 }] },
      /decades and bins are both asked for/,
    ],
    [{
      merge: {
        pairs: [{ into: "dbo:director", from: "dbp:director" }, {
          into: "dbp:director",
          from: "dbo:director",
        }],
      },
    }, /one already/],
    [
      { merge: { pairs: [{ into: "dbo:*", from: "dbp:director" }] } },
      /'dbo:\*': it is no relation/,
    ],
  ];
  for (const [options, message] of wrong) {
    throws(() => shapeGraph(FILMS, options), { name: "UsageError", message });
  }
});

Deno.test("shapeGraph() makes an empty graph of no triples", () => {
  const { knowledge, fates } = shapeGraph([]);
  strictEqual(knowledge.attributes.length + knowledge.items.ids.length + fates.relations.length, 0);
});

const plain = fc.array(
  fc.record({
    subject: fc.constantFrom("i0", "i1", "i2", "v0", "v1"),
    relation: fc.constantFrom("a", "b", "c"),
    object: fc.constantFrom("v0", "v1", "v2", "i0"),
  }),
  { maxLength: 40 },
);

Deno.test("shapeGraph() without options makes the graph that a builder makes of the same triples", () => {
  fc.assert(fc.property(plain, (triples) => {
    const builder = createKnowledgeGraphBuilder();
    for (const { subject, relation, object } of triples) builder.add(subject, relation, object);
    const made = shapeGraph(triples).knowledge, expected = builder.build();
    deepStrictEqual(made.items.ids, expected.items.ids);
    deepStrictEqual(
      [made.attributes, made.edgeItem, made.edgeAttribute],
      [expected.attributes, expected.edgeItem, expected.edgeAttribute],
    );
  }));
});

Deno.test("shapeGraph(): what is included and what is left when it is excluded are all there is", () => {
  fc.assert(fc.property(plain, fc.constantFrom("a", "b"), (triples, relation) => {
    fc.pre(triples.some((triple) => triple.relation === relation));
    const inside = edges(triples, { relations: [relation] });
    const outside = edges(triples, { excludeRelations: [relation] });
    deepStrictEqual([...inside, ...outside].sort(), edges(triples).sort());
  }));
});

Deno.test("shapeGraph(): a chain joins what a search through all pairs of triples joins", () => {
  fc.assert(fc.property(plain, (triples) => {
    fc.pre(["a", "b"].every((name) => triples.some(({ relation }) => relation === name)));
    const isItem = (id: string) => id.startsWith("i");
    const options = { relations: ["a/b"], chains: ["a/b"], isItem };
    const joined = triples.filter(({ relation }) => relation === "a").flatMap((one) =>
      triples.filter((two) => two.relation === "b" && two.subject === one.object)
        .map((two) => ({ item: one.subject, value: two.object }))
    );
    // What only the middle of a chain leads to is no item.
    const middles = new Set<string>(
      triples.filter(({ relation }) => relation === "a").map(({ object }) => object),
    );
    const expected = joined.filter(({ item }) => isItem(item) || !middles.has(item));
    deepStrictEqual(
      [...new Set(edges(triples, options))].sort(),
      [...new Set(expected.map(({ item, value }) => `${item} a/b ${value}`))].sort(),
    );
  }));
});

Deno.test("shapeGraph() refuses options that contradict each other about a relation", () => {
  throws(
    () => shapeGraph(FILMS, { bins: [{ relation: "n", count: 2 }, { relation: "n", count: 3 }] }),
    /^UsageError: Cannot cut 'n' into 3 bins: 2 are asked for as well, expected one number$/,
  );
  for (const excluded of ["dct:subject", "dct:*"]) {
    throws(
      () =>
        shapeGraph(FILMS, {
          excludeRelations: [excluded],
          merge: { pairs: [{ into: "dct:subject", from: "dbo:released" }] },
        }),
      /^UsageError: Cannot merge 'dbo:released' into 'dct:subject': 'dct:subject' is excluded, /,
    );
  }
});
