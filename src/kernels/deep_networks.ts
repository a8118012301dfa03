import type { PersonalNetworks, PersonalState } from "./personal_networks.ts";

/**
 * Many small networks with a second hidden layer: items -> attributes -> broader categories -> attributes -> items. The outer edges
 * (items and attributes) are those of `PersonalNetworks` and serve the first and the last layer; the inner edges (attributes and
 * categories) serve the two in between.
 *
 * Nodes stand for classes of the user's coarsest equitable partition (see ARCHITECTURE.md). With m attributes in class P, M categories in class
 * Q and N edges between them, hidden values and their gradients are stored times sqrt(m) or sqrt(M), outer weights times sqrt(m) and inner
 * weights times N / sqrt(m M). Sums then need no factor in either direction, and an inner weight's step is to be multiplied by the density
 * N / (m M) of the edges between the classes.
 */
export interface DeepNetworks extends PersonalNetworks {
  /** Where the category nodes of each network start, (count + 1). */
  readonly categoryStart: Uint32Array;
  /** Where the inner edges of each network start, (count + 1). */
  readonly innerStart: Uint32Array;
  /** Where the inner edges of each node start, over all networks, (nodes + 1). */
  readonly innerRow: Uint32Array;
  /** Category node of each inner edge, counted from its network's first one; edges by node, (inner edges). */
  readonly innerCategory: Uint32Array;
  /** Where the inner edges of each category node start in the two arrays below, (category nodes + 1). */
  readonly categoryRow: Uint32Array;
  /** Inner edge, counted from its network's first one; ordered by category node, (inner edges). */
  readonly categoryEdge: Uint32Array;
  /** Node of the same edge, counted from its network's first one; ordered by category node, (inner edges). */
  readonly categoryFrom: Uint32Array;
  /** Number of categories that each category node stands for, (category nodes). */
  readonly categoryMultiplicity: Uint32Array;
  /** N / (m M), above 0 and at most 1, (inner edges). */
  readonly density: Float64Array;
}

/** Numbers that training changes: a_f and q W2 as of one hidden layer, and the inner weights. */
export interface DeepState<T extends Float32Array | Float64Array = Float32Array | Float64Array>
  extends PersonalState<T> {
  /** Weights from attributes into categories times N / sqrt(m M), by inner edge, (inner edges). */
  readonly up: T;
  /** Weights from categories back to attributes times N / sqrt(m M), by inner edge, (inner edges). */
  readonly down: T;
}
