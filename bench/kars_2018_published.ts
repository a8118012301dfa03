/** Numbers at cutoff 10 that the authors published, and what stands between them and a run here. */

/** One published result; what was not reported is undefined. */
export interface PublishedResult {
  /** Where it was published. */
  readonly source: string;
  /** The ratings. */
  readonly data: string;
  /** The method, as the source names it. */
  readonly method: string;
  /** F1 as the source takes it: in KaRS 2018 the harmonic mean of mean precision and mean recall. */
  readonly f1: number;
  /** Precision. */
  readonly precision?: number;
  /** Recall. */
  readonly recall?: number;
  /** nDCG. */
  readonly ndcg?: number;
}

/** Neighbourhoods of the paper's tables. */
export const NEIGHBOURS: readonly number[] = [5, 10, 20, 30, 40, 50, 80, 100];

const KARS = { source: "KaRS 2018", data: "MovieLens 20M" };
const LATER = { source: "later, by the authors", data: "MovieLens 1M" };

/** What was published. */
export const PUBLISHED: readonly PublishedResult[] = [
  {
    ...KARS,
    method: "KG autoencoder, k = 100",
    ...{ f1: 0.2396, precision: 0.2383, recall: 0.2409, ndcg: 0.2892 },
  },
  { ...KARS, method: "plain autoencoder", f1: 0.2131, ndcg: 0.2495 },
  { ...KARS, method: "WRMF", f1: 0.1951, ndcg: 0.2277 },
  { ...KARS, method: "BPRMF", f1: 0.1486, ndcg: 0.1711 },
  { ...LATER, method: "plain autoencoder", f1: 0.2297 },
  { ...LATER, method: "KG autoencoder, factual attributes", f1: 0.2245 },
  { ...LATER, method: "KG autoencoder, two layers", f1: 0.22 },
  { ...LATER, method: "WRMF with side information", f1: 0.2037 },
  { ...LATER, method: "KG autoencoder, categories", f1: 0.1858 },
];

/** Why ours are not the published numbers, and could not be expected to be. */
export const DIFFERENCES: readonly string[] = [
  "Ratings: MovieLens 20M in the paper, 20 times as many by 23 times as many users. Only the authors' later numbers are of the set that is used here.",
  "Attributes: here all relations of a union of three published DBpedia mappings, those of at least two rated films; in the paper the categories of its own " +
  "mapping (dct:subject). The later results tell the two kinds apart.",
  "Profiles: the paper completes them by word2vec, so that a user has weights for attributes of films never rated; here they are as the network leaves them.",
  "Settings: the released code and the papers differ in start, learning rate and profile. Both readings are run; which one made the published table is not known.",
  "Split: the same rule, four fifths of each user's ratings to train on at random, but another draw.",
  "Films without attributes stay in the catalogue and count as relevant where they were liked, though no profile knows them. Whether the paper kept them is not known.",
  "Means are over users with at least one liked film in the test part. Whether the paper left the others out is not known.",
];
