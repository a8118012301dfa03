import { attributeKey, type BroaderEdges } from "../broader_edges.ts";
import type { Attribute } from "../attribute.ts";
import { createVocabulary } from "../vocabulary.ts";

/** Collects edges from attributes to broader ones, each once. */
export function collectBroaderEdges() {
  const attributes = distinctAttributes(), categories = distinctAttributes();
  const edgeAttribute: number[] = [], edgeCategory: number[] = [];
  const known = new Set<string>();
  return {
    add(attribute: Attribute, category: Attribute) {
      const from = attributes.add(attribute), to = categories.add(category);
      const key = `${from} ${to}`;
      if (known.has(key)) return;
      known.add(key);
      edgeAttribute.push(from);
      edgeCategory.push(to);
    },
    build: (): BroaderEdges => ({
      attributes: attributes.list,
      categories: categories.list,
      edgeAttribute: Uint32Array.from(edgeAttribute),
      edgeCategory: Uint32Array.from(edgeCategory),
    }),
  };
}

function distinctAttributes() {
  const keys = createVocabulary();
  const list: Attribute[] = [];
  return {
    list,
    add(attribute: Attribute): number {
      const index = keys.add(attributeKey(attribute));
      if (index === list.length) list.push(attribute);
      return index;
    },
  };
}
