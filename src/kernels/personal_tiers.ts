import type { PersonalNetworks } from "./personal_networks.ts";
import { measureSlices, pieceLength } from "./personal_slices.ts";

/** How networks of some size are trained: what of them lives in workgroup memory, how much of it, and by how many lanes. */
export interface Tier {
  /** Whether W2 lives there. */
  readonly weights: boolean;
  /** Whether both orders of the edges live there. */
  readonly indices: boolean;
  /** Share of the workgroup memory that the adapter offers; less of it lets a multiprocessor hold more workgroups. */
  readonly share: number;
  /** Invocations per workgroup on a GPU, as far as it allows so many; a small network has no work for many. */
  readonly lanes: number;
}

/**
 * From everything in workgroup memory, in four sizes, down to the node vectors alone; a network takes the first that it
 * fits.
 */
export const TIERS: readonly Tier[] = [
  { weights: true, indices: true, share: 1 / 8, lanes: 128 },
  { weights: true, indices: true, share: 1 / 4, lanes: 128 },
  { weights: true, indices: true, share: 1 / 2, lanes: 256 },
  { weights: true, indices: true, share: 1, lanes: 512 },
  { weights: true, indices: false, share: 1, lanes: 512 },
  { weights: false, indices: false, share: 1 / 2, lanes: 1024 },
  { weights: false, indices: false, share: 1, lanes: 1024 },
];

/** What packing must keep to on an adapter. */
export interface TierLimits {
  /** Words of workgroup memory for the pool in each tier. */
  readonly poolWords: readonly number[];
  /** Invocations per workgroup in each tier. */
  readonly lanes: readonly number[];
}

/** What an adapter offers a workgroup. */
export interface WorkgroupLimits {
  /** Workgroup memory, bytes. */
  readonly workgroupBytes: number;
  /** Most invocations. */
  readonly invocations: number;
}

/**
 * The limits of every tier.
 *
 * @param limits What the adapter offers.
 * @param lanes Invocations per workgroup, of all tiers or of each, in place of their own.
 * @returns Pool and lanes of each tier.
 */
export function tierLimits(
  { workgroupBytes, invocations }: WorkgroupLimits,
  lanes?: number | readonly number[],
): TierLimits {
  const ofTier = TIERS.map((tier, index) =>
    Math.min(invocations, (typeof lanes === "number" ? lanes : lanes?.[index]) ?? tier.lanes)
  );
  return {
    lanes: ofTier,
    // The shader also keeps one float of squared error per lane; wgpu does not check the total.
    poolWords: TIERS.map(({ share }, tier) =>
      Math.floor(workgroupBytes * share / 4) - ofTier[tier]
    ),
  };
}

/** Positions in a network take 16 bits in the shader. */
const MOST_PARTS = 0xffff;

/**
 * The first tier that a network fits.
 *
 * @param networks The networks.
 * @param network Which of them.
 * @param limits What the adapter offers.
 * @param allowed The tiers that may be used (default: all).
 * @returns Index into `TIERS`, or -1 where even the node vectors do not fit.
 */
export function tierOf(
  networks: PersonalNetworks,
  network: number,
  limits: TierLimits,
  allowed?: readonly number[],
): number {
  const items = networks.itemStart[network + 1] - networks.itemStart[network];
  const nodes = networks.nodeStart[network + 1] - networks.nodeStart[network];
  const edges = networks.edgeStart[network + 1] - networks.edgeStart[network];
  if (Math.max(items, nodes, edges) > MOST_PARTS) return -1;
  return TIERS.findIndex(({ weights, indices }, tier) => {
    if (allowed && !allowed.includes(tier)) return false;
    const words = limits.poolWords[tier];
    // Slices are never narrower than this; most tiers need no closer look.
    const least = nodes + items + (weights ? edges : 0) + (indices ? 1.5 * edges : 0);
    if (least > words) return false;
    const sizes = measureSlices(networks, network, pieceLength(edges, limits.lanes[tier]));
    return Math.max(sizes.weights, sizes.itemEdges) <= MOST_PARTS &&
      nodes + items + sizes.partials + (weights ? sizes.weights : 0) +
            (indices ? sizes.itemEdges + sizes.weights / 2 : 0) <= words;
  });
}
