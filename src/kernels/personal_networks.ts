/**
 * Many small networks packed into flat arrays: one network per user, items on the outside, hidden nodes inside.
 *
 * A hidden node stands for `multiplicity` attributes that sit on exactly the same items and, under constant
 * initialisation, stay equal for ever (design identity 2). Its hidden value and its weights are stored times
 * q = sqrt(multiplicity): with h' = q h and w' = q w, the forward sum b_i = sum_c m_c h_c w[c,i] is sum_c h'_c w'[c,i] and
 * the step w' -= lr h' d keeps its form, so kernels need no second array and equal the uncollapsed ones for q = 1.
 */
export interface PersonalNetworks {
  /** Number of networks. */
  readonly count: number;
  /** Where the items of each network start, (count + 1). */
  readonly itemStart: Uint32Array;
  /** Where the nodes of each network start, (count + 1). */
  readonly nodeStart: Uint32Array;
  /** Where the edges of each network start, (count + 1). */
  readonly edgeStart: Uint32Array;
  /** Scaled rating x_i of each item, 0 to 1, (items). */
  readonly input: Float32Array;
  /** Where the edges of each item start, over all networks, (items + 1). */
  readonly itemRow: Uint32Array;
  /** Node of each edge, counted from its network's first node; edges by item, (edges). */
  readonly edgeNode: Uint32Array;
  /** Where the edges of each node start in the two arrays below, over all networks, (nodes + 1). */
  readonly nodeRow: Uint32Array;
  /** Edge, counted from its network's first edge; ordered by node, (edges). */
  readonly nodeEdge: Uint32Array;
  /** Item of the same edge, counted from its network's first item; ordered by node, (edges). */
  readonly nodeItem: Uint32Array;
  /** Number of attributes that each node stands for, (nodes). */
  readonly multiplicity: Uint32Array;
  /** S_f = sum over the node's items of x_i^2, (nodes). */
  readonly inputPower: Float64Array;
}

/** Numbers that training changes; Float64Array on the CPU, or Float32Array to reproduce the GPU's precision. */
export interface PersonalState<
  T extends Float32Array | Float64Array = Float32Array | Float64Array,
> {
  /** a_f of each node: the raw profile, (nodes). */
  readonly activation: T;
  /** q W2 of each edge, by item, (edges). */
  readonly weight: T;
  /** Mean squared error of each network as its latest epoch saw it, before that epoch's update, (count). */
  readonly loss: T;
}

/** How far and how fast to train. */
export interface PersonalStep {
  /** Epochs to run now, 0 or more; training may go on later from the same state. */
  readonly epochs: number;
  /** Learning rate, above 0. */
  readonly learningRate: number;
}
