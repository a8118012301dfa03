import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
// @ts-types="npm:@types/n3@1.26.4"
import { Parser, type Quad, Store, type Term } from "npm:n3@2.13.12";
import type { Reason } from "../../../src/explain/explanation.ts";
import type { BroaderPart } from "../../../src/explain/broader_reasons.ts";
import type { RankedExplanation } from "../../../src/explain/exporters/exporter.ts";
import { iri, iriOf, turtleNumber } from "../../../src/explain/exporters/turtle_terms.ts";
import {
  explanationLists,
  realExplanations,
  RUNS,
  textOf,
  texts,
  titleOf,
} from "./_explanations.ts";

const SEMAUTO = "urn:semauto:explanation#";
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
const XSD = "http://www.w3.org/2001/XMLSchema#";

/** Parses strictly; relative IRIs would need a base and are errors. */
const parse = (text: string): Quad[] => new Parser({ format: "text/turtle" }).parse(text);

/** A graph as a reader goes through it. */
function reader(text: string) {
  const store = new Store(parse(text));
  const of = (node: Term, name: string): Term[] =>
    store.getObjects(node, name.includes(":") ? name : SEMAUTO + name, null);
  const one = (node: Term, name: string): Term | undefined => {
    const found = of(node, name);
    ok(found.length <= 1, `${name}: ${found.length}`);
    return found[0];
  };
  const number = (term: Term | undefined) => {
    if (term === undefined) return undefined;
    ok(term.termType === "Literal");
    ok([`${XSD}double`, `${XSD}integer`].includes(term.datatype.value));
    return Number(term.value);
  };
  const id = (node: Term) => one(node, "id")!.value;
  const evidence = (node: Term) => ({
    item: id(one(node, "item")!),
    rating: number(one(node, "rating")),
    share: number(one(node, "share")),
  });
  const token = (node: Term) => ({
    label: one(node, LABEL)!.value,
    relation: one(node, "relation"),
    value: one(node, "value"),
    level: number(one(node, "level")),
    part: number(one(node, "part")),
  });
  const inference = (node: Term) =>
    one(node, "inferred")?.value === "true"
      ? {
        level: number(one(node, "level")),
        score: number(one(node, "expectation")),
        tokens: of(node, "inferredFrom").map(token),
        others: { count: number(one(node, "otherTokens")), part: number(one(node, "otherPart")) },
      }
      : undefined;
  const kinds: Record<string, Reason["kind"]> = {
    AttributeReason: "attribute",
    FansReason: "fans",
    PopularityReason: "popularity",
    OtherReasons: "other",
  };
  const reason = (node: Term) => {
    const kind = kinds[one(node, TYPE)!.value.slice(SEMAUTO.length)];
    return {
      kind,
      label: one(node, LABEL)!.value,
      contribution: number(one(node, "contribution")),
      relation: one(node, "relation"),
      value: one(node, "value"),
      fansOf: kind === "fans" ? id(one(node, "fansOf")!) : undefined,
      weight: number(one(node, "weight")),
      ofItem: one(node, "ofItem")?.value,
      biasShare: number(one(node, "biasShare")),
      count: number(one(node, "count")),
      evidence: of(node, "evidence").map(evidence),
      inference: inference(node),
    };
  };
  const named = (node: Term) => ({
    label: one(node, LABEL)!.value,
    relation: one(node, "relation"),
    value: one(node, "value"),
    contribution: number(one(node, "contribution")),
  });
  const broader = (node: Term | undefined) => {
    if (!node) return undefined;
    const others = one(node, "others")!;
    return {
      exact: one(node, "exact")!.value === "true",
      sentence: one(node, "sentence")!.value,
      reasons: of(node, "reason").map((reason) => ({
        ...named(reason),
        through: of(reason, "through").map(named),
      })),
      others: {
        count: number(one(others, "count")),
        contribution: number(one(others, "contribution")),
      },
    };
  };
  return store.getSubjects(TYPE, `${SEMAUTO}Explanation`, null).map((node) => ({
    user: id(one(node, "user")!),
    item: id(one(node, "item")!),
    title: one(one(node, "item")!, LABEL)?.value,
    rank: number(one(node, "rank")),
    score: number(one(node, "score")),
    error: number(one(node, "error")),
    shares: one(node, "shares")!.value,
    sentence: one(node, "sentence")!.value,
    reasons: of(node, "reason").map(reason),
    broader: broader(one(node, "broader")),
  }));
}

/** The data's text as it should stand in the graph: an IRI by the reader's own rule, else a plain literal. */
function isTerm(term: Term | undefined, text: string): void {
  const expected = iriOf(text);
  strictEqual(term?.termType, expected === undefined ? "Literal" : "NamedNode");
  strictEqual(term?.value, expected ?? text);
}

/** Holds a graph against the explanations that it was written from. */
function same(text: string, explanations: readonly RankedExplanation[]): void {
  const found = reader(text);
  strictEqual(found.length, explanations.length);
  found.forEach(({ reasons, title, shares, broader, ...rest }, k) => {
    const { reasons: expected, evidence, rank, neighbours: _, broader: by, ...scalars } =
      explanations[k];
    sameBroader(broader, by);
    deepStrictEqual({ ...rest }, { ...scalars, rank });
    strictEqual(title, titleOf(scalars.item));
    strictEqual(shares, evidence);
    strictEqual(reasons.length, expected.length);
    reasons.forEach(({ relation, value, fansOf, ofItem, weight, inference, ...facts }, r) => {
      const inferred = expected[r].inference;
      strictEqual(inference === undefined, inferred === undefined);
      if (inference && inferred) {
        const { tokens, ...numbers } = inferred;
        const { tokens: read, ...readNumbers } = inference;
        deepStrictEqual(readNumbers, numbers);
        strictEqual(read.length, tokens.length);
        read.forEach(({ relation, value, ...rest }, t) => {
          const { relation: ownRelation, value: ownValue, ...own } = tokens[t];
          isTerm(relation, ownRelation);
          isTerm(value, ownValue);
          deepStrictEqual(rest, { ...own });
        });
      }
      const { kind, label, contribution, count, biasShare, evidence } = expected[r];
      deepStrictEqual(facts, { kind, label, contribution, count, biasShare, evidence });
      if (kind === "attribute") {
        isTerm(relation, expected[r].relation);
        isTerm(value, expected[r].value);
      } else ok(relation === undefined && value === undefined);
      strictEqual(fansOf, kind === "fans" ? expected[r].value : undefined);
      strictEqual(ofItem, kind === "other" ? undefined : String(expected[r].ofItem));
      strictEqual(weight, kind === "other" ? undefined : expected[r].weight);
    });
  });
}

function sameBroader(
  found: ReturnType<typeof reader>[number]["broader"],
  expected: RankedExplanation["broader"],
): void {
  if (!found || !expected) return strictEqual(found, expected);
  const { reasons, ...rest } = found, { reasons: wanted, ...scalars } = expected;
  deepStrictEqual(rest, scalars);
  const sameNamed = (one: typeof reasons[number]["through"][number], part: BroaderPart) => {
    isTerm(one.relation, part.relation);
    isTerm(one.value, part.value);
    deepStrictEqual([one.label, one.contribution], [part.label, part.contribution]);
  };
  strictEqual(reasons.length, wanted.length);
  reasons.forEach((reason, k) => {
    sameNamed(reason, wanted[k]);
    strictEqual(reason.through.length, wanted[k].through.length);
    reason.through.forEach((part, l) => sameNamed(part, wanted[k].through[l]));
  });
}

const options = { titleOf, base: "https://example.org/" };

Deno.test("turtle holds all that an explanation holds, whatever the text", () => {
  fc.assert(
    fc.property(
      explanationLists,
      (explanations) => same(textOf(explanations, "turtle", options), explanations),
    ),
    RUNS,
  );
});

Deno.test("turtle holds real explanations", async () => {
  const real = await realExplanations();
  same(textOf(real, "turtle", options), real);
});

Deno.test("turtle makes halves of surrogate pairs U+FFFD", async () => {
  const [one] = await realExplanations();
  const text = textOf([{ ...one, user: "a\udc00", item: "\ud800b", reasons: [] }], "turtle");
  ok(text.isWellFormed());
  const [{ user, item }] = reader(text);
  deepStrictEqual([user, item], ["a\ufffd", "\ufffdb"]);
});

Deno.test("iri() writes an IRI that a parser reads as it was", () => {
  let found = 0;
  const parts = fc.oneof(texts, fc.webUrl({ withFragments: true, withQueryParameters: true }));
  fc.assert(
    fc.property(
      fc.constantFrom("", "dbo:", "dbc:", "http://dbpedia.org/resource/", "urn:a:"),
      parts,
      (start, end) => {
        const value = iriOf(start + end);
        if (value === undefined) return;
        found++;
        const prefixes = textOf([], "turtle");
        const [quad] = parse(`${prefixes} ${iri(value)} ${iri(value)} ${iri(value)} .`);
        deepStrictEqual([quad.subject.value, quad.predicate.value, quad.object.value], [
          value,
          value,
          value,
        ]);
      },
    ),
    { ...RUNS, numRuns: 2000 },
  );
  ok(found > 200);
});

Deno.test("iriOf() takes IRIs and well-known prefixes, and nothing that no IRI may hold", () => {
  for (
    const text of ["http://a/é", "http://a/%20", "https://w3id.org/x#y", "urn:isbn:1", "HTTP://A/b"]
  ) {
    strictEqual(iriOf(text), text);
  }
  strictEqual(iriOf("dct:subject"), "http://purl.org/dc/terms/subject");
  for (const bad of '<>"{}|^`\\ \n\0\x7f\x85') strictEqual(iriOf(`http://a/${bad}b`), undefined);
  for (
    const text of [
      "",
      "genre",
      "a: b",
      "foo:bar",
      "dbo:",
      "http://",
      "constructor:x",
      "semauto:x",
      "urn:x",
      "urn::x",
      "http://a/\ud800",
    ]
  ) {
    strictEqual(iriOf(text), undefined);
  }
});

Deno.test("turtle numbers read back to the same number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const [{ object }] = parse(`<a:b> <a:c> ${turtleNumber(value)} .`);
      ok(object.termType === "Literal");
      deepStrictEqual([object.datatype.value, Number(object.value)], [`${XSD}double`, value]);
    }),
    RUNS,
  );
});

Deno.test("turtle takes the ids of users and items for IRIs, or makes some of the base", async () => {
  const [one] = await realExplanations();
  const subjects = (user: string, base?: string) => {
    const text = textOf([{ ...one, user, item: "dbr:Heat", reasons: [] }], "turtle", { base });
    return [...new Set(parse(text).map(({ subject }) => subject))]
      .filter(({ termType }) => termType === "NamedNode").map(({ value }) => value);
  };
  const heat = "http://dbpedia.org/resource/Heat";
  deepStrictEqual(subjects("a b/ü"), ["urn:semauto:user/a%20b%2F%C3%BC", heat]);
  deepStrictEqual(subjects("1", "https://example.org/"), ["https://example.org/user/1", heat]);
  deepStrictEqual(subjects("http://a/1"), ["http://a/1", heat]);
  for (const base of ["", "example", "http://a b/", "http://a/<"]) {
    throws(() => textOf([], "turtle", { base }), {
      name: "UsageError",
      message:
        `Cannot export explanations: the base is '${base}', expected the beginning of an IRI such as https://example.org/`,
    });
  }
});

Deno.test("every term of the vocabulary is documented, and every documented one is in use", async () => {
  const readme = Deno.readTextFileSync(
    new URL("../../../src/explain/exporters/README.md", import.meta.url),
  );
  const documented = [...readme.matchAll(/`semauto:(\w+)`/g)].map(([, name]) => name);
  const used = new Set<string>();
  for (const { predicate, object } of parse(textOf(await realExplanations(), "turtle", options))) {
    for (const { value } of [predicate, object]) {
      if (value.startsWith(SEMAUTO)) used.add(value.slice(SEMAUTO.length));
    }
  }
  deepStrictEqual([...used].sort(), [...new Set(documented)].sort());
});
