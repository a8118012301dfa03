import type { RatingEvidence, Reason } from "../explanation.ts";
import type { BroaderPart, BroaderReasons } from "../broader_reasons.ts";
import type { ReasonInference } from "../inferred_reasons.ts";
import type { ExportFormat, ExportOptions, RankedExplanation } from "./exporter.ts";
import { checkedBase, iri, iriOf, PREFIXES, turtleLiteral, turtleNumber } from "./turtle_terms.ts";

/** Class of each kind of reason. */
const CLASSES: Readonly<Record<Reason["kind"], string>> = {
  attribute: "semauto:AttributeReason",
  fans: "semauto:FansReason",
  popularity: "semauto:PopularityReason",
  other: "semauto:OtherReasons",
};

/** RDF in Turtle, in the vocabulary of README.md. Users and items are described before the first explanation that names them. */
export const turtle: ExportFormat = {
  description: "RDF in Turtle",
  ending: ".ttl",
  mediaType: "text/turtle",
  open(options) {
    const base = checkedBase(options.base ?? "urn:semauto:");
    const described = new Set<string>();
    let user: string | undefined;
    const nodes = {
      user: (id: string) =>
        iri(iriOf(id) ?? `${base}user/${encodeURIComponent(id.toWellFormed())}`),
      item: (id: string) =>
        iri(iriOf(id) ?? `${base}item/${encodeURIComponent(id.toWellFormed())}`),
    };
    return {
      begin: () =>
        Object.entries(PREFIXES).map(([prefix, space]) => `@prefix ${prefix}: <${space}> .\n`)
          .join(""),
      write(explanation) {
        let text = "\n";
        if (explanation.user !== user) {
          user = explanation.user;
          text += `${nodes.user(user)} a semauto:User ; semauto:id ${turtleLiteral(user)} .\n`;
        }
        for (const item of itemsIn(explanation)) {
          // Bounded by the catalogue.
          if (described.has(item)) continue;
          described.add(item);
          text += itemDescription(item, nodes.item(item), options);
        }
        return text + explanationTurtle(explanation, nodes);
      },
      end: () => "",
    };
  },
};

interface Nodes {
  user(id: string): string;
  item(id: string): string;
}

function* itemsIn({ item, reasons }: RankedExplanation): Generator<string> {
  yield item;
  for (const { kind, value, evidence } of reasons) {
    if (kind === "fans") yield value;
    for (const { item } of evidence) yield item;
  }
}

function itemDescription(id: string, node: string, { titleOf }: ExportOptions): string {
  const title = titleOf?.(id);
  const label = title === undefined ? "" : ` ; rdfs:label ${turtleLiteral(title)}`;
  return `${node} a semauto:Item ; semauto:id ${turtleLiteral(id)}${label} .\n`;
}

function explanationTurtle(explanation: RankedExplanation, nodes: Nodes): string {
  const { user, item, rank, score, error, evidence, sentence, reasons, broader } = explanation;
  return [
    "[] a semauto:Explanation",
    `semauto:user ${nodes.user(user)}`,
    `semauto:item ${nodes.item(item)}`,
    ...(rank === undefined ? [] : [`semauto:rank ${rank}`]),
    `semauto:score ${turtleNumber(score)}`,
    `semauto:error ${turtleNumber(error)}`,
    `semauto:shares ${turtleLiteral(evidence)}`,
    `semauto:sentence ${turtleLiteral(sentence)}@en`,
    ...reasons.map((reason) => `semauto:reason ${reasonTurtle(reason, nodes)}`),
    ...(broader ? [`semauto:broader ${broaderTurtle(broader)}`] : []),
  ].join(" ;\n  ") + " .\n";
}

function broaderTurtle({ exact, sentence, reasons, others }: BroaderReasons): string {
  const facts = ({ relation, value, label, contribution }: BroaderPart) => [
    `rdfs:label ${turtleLiteral(label)}`,
    `semauto:relation ${term(relation)}`,
    `semauto:value ${term(value)}`,
    `semauto:contribution ${turtleNumber(contribution)}`,
  ];
  const categories = reasons.map(({ through, ...category }) => {
    const parts = through.map((part) => `semauto:through [ ${facts(part).join(" ; ")} ]`);
    return `semauto:reason [ ${
      ["a semauto:BroaderReason", ...facts(category), ...parts].join(" ; ")
    } ]`;
  });
  const rest = `semauto:count ${others.count} ; semauto:contribution ${
    turtleNumber(others.contribution)
  }`;
  return `[ ${
    [
      "a semauto:BroaderReasons",
      `semauto:exact ${exact}`,
      `semauto:sentence ${turtleLiteral(sentence)}@en`,
      ...categories,
      `semauto:others [ a semauto:OtherReasons ; ${rest} ]`,
    ].join(" ; ")
  } ]`;
}

function reasonTurtle(reason: Reason, nodes: Nodes): string {
  const { kind, relation, value, label, contribution, weight, ofItem, biasShare, count } = reason;
  const facts = [
    `a ${CLASSES[kind]}`,
    `rdfs:label ${turtleLiteral(label)}`,
    `semauto:contribution ${turtleNumber(contribution)}`,
  ];
  if (kind === "attribute") {
    facts.push(`semauto:relation ${term(relation)}`, `semauto:value ${term(value)}`);
  }
  if (kind === "fans") facts.push(`semauto:fansOf ${nodes.item(value)}`);
  if (kind !== "other") {
    facts.push(`semauto:weight ${turtleNumber(weight)}`, `semauto:ofItem ${ofItem}`);
  }
  if (count !== undefined) facts.push(`semauto:count ${count}`);
  if (biasShare !== undefined) facts.push(`semauto:biasShare ${turtleNumber(biasShare)}`);
  if (reason.inference) facts.push(...inferenceTurtle(reason.inference));
  facts.push(...reason.evidence.map((rated) => `semauto:evidence ${evidenceTurtle(rated, nodes)}`));
  return `[ ${facts.join(" ; ")} ]`;
}

function inferenceTurtle({ level, score, tokens, others }: ReasonInference): string[] {
  return [
    "semauto:inferred true",
    `semauto:level ${level}`,
    `semauto:expectation ${turtleNumber(score)}`,
    `semauto:otherTokens ${others.count}`,
    `semauto:otherPart ${turtleNumber(others.part)}`,
    ...tokens.map(({ relation, value, label, level, part }) =>
      `semauto:inferredFrom [ rdfs:label ${turtleLiteral(label)} ; semauto:relation ${
        term(relation)
      } ; semauto:value ${term(value)} ; semauto:level ${level} ; semauto:part ${
        turtleNumber(part)
      } ]`
    ),
  ];
}

function evidenceTurtle({ item, rating, share }: RatingEvidence, nodes: Nodes): string {
  return `[ semauto:item ${nodes.item(item)} ; semauto:rating ${
    turtleNumber(rating)
  } ; semauto:share ${turtleNumber(share)} ]`;
}

/** What the data write: an IRI where it is one, otherwise text. */
function term(text: string): string {
  const found = iriOf(text);
  return found === undefined ? turtleLiteral(text) : iri(found);
}
