import { bipartiteGraph } from "../../../src/data/bipartite_graph.ts";
import type { RatingScale } from "../../../src/data/interactions.ts";
import { createStyleExplainer, type StyleExplainer } from "../../../src/explain/styles/registry.ts";
import type { StyleOptions } from "../../../src/explain/styles/context.ts";
import type { Model } from "../../../src/model/model.ts";
import type { SharedModel } from "../../../src/model/shared_model.ts";
import type { SharedNetwork } from "../../../src/model/shared_network.ts";
import { DEFAULT_SHARED_SETTINGS } from "../../../src/model/shared_settings.ts";
import { attributeSum } from "../../../src/recommend/attribute_sum.ts";
import { profileKnn } from "../../../src/recommend/profile_knn.ts";
import type { Recommender } from "../../../src/recommend/recommender.ts";
import { createRecommenders } from "../../../src/recommend/registry.ts";
import { datasetOf, trainOnCpu, userOf } from "../../model/_datasets.ts";
import { matrixOf } from "../../recommend/_profiles.ts";

/** Ann has not seen Ali, The Insider and Fargo; `Nil` is rated by bob alone and has no attribute. */
export function filmsOf(scale: RatingScale = { min: 1, max: 5 }) {
  return datasetOf({
    ann: { Heat: 5, Up: 1 },
    bob: { Heat: 4, Ali: 5, Insider: 4, Nil: 2 },
    cat: { Ali: 3, Insider: 5, Fargo: 4, Up: 2 },
  }, {
    Heat: ["director: Michael Mann", "starring: Al Pacino", "genre: Crime"],
    Up: ["genre: Animation"],
    Ali: ["director: Michael Mann", "genre: Sport"],
    Insider: ["director: Michael Mann", "starring: Al Pacino", "country: United States"],
    Fargo: ["genre: Crime"],
  }, { scale });
}

export const FILMS = filmsOf();

/** Indices of the films. */
export const [HEAT, UP, ALI, INSIDER, NIL, FARGO] = [0, 1, 2, 3, 4, 5];

/** Indices of the attributes. */
export const [MANN, PACINO, CRIME, ANIMATION, SPORT] = [0, 1, 2, 3, 4];

export const TITLES = [
  ...["Heat (1995)", "Up (2009)", "Ali (2001)", "Insider, The (1999)", "Nil", "Fargo (1996)"],
];

export const ANN = userOf(FILMS, "ann");

/** A personal model of the films; what scores is made with profiles that a test writes down. */
export const TRAINED = await trainOnCpu(FILMS);

/** Profiles with ann's weights of Mann, Pacino, Crime, Animation and Sport, and the others' fixed ones. */
export function profilesOf(...weights: readonly number[]) {
  return matrixOf(6, weights, [2, 1, undefined, undefined, 1], [1, 2, 1, -1, undefined]);
}

/** What explains by the sum of ann's weights. */
export function byAttributes(weights: readonly number[], options?: StyleOptions): StyleExplainer {
  return explainerOf(TRAINED, attributeSum(profilesOf(...weights), FILMS.graph), options);
}

/** What explains by the people nearest to ann. */
export function byNeighbours(weights: readonly number[], options?: StyleOptions): StyleExplainer {
  const { ratings } = FILMS.interactions;
  return explainerOf(TRAINED, profileKnn(profilesOf(...weights), ratings), options);
}

/**
 * A shared model with fans of Heat and of Up beside the attribute Crime: Heat feeds Crime (1) and its own fans (1), Up feeds its own
 * fans (1); decoder weights are those given.
 */
export function sharedFilms(
  decoder: { readonly crime?: number; readonly heat: number; readonly up?: number },
  network: Partial<Pick<SharedNetwork, "activation" | "input">> & { readonly biases?: boolean } =
    {},
  dataset = FILMS,
): SharedModel {
  const { biases, ...rest } = network;
  const edges = [[FARGO, CRIME, decoder.crime ?? 0.5], [FARGO, 6, decoder.heat], [
    ALI,
    6,
    decoder.heat / 2,
  ], [INSIDER, 7, decoder.up ?? 0.25]];
  return {
    settings: DEFAULT_SHARED_SETTINGS,
    dataset,
    network: {
      neurons: { attributes: 6, fans: Uint32Array.of(HEAT, UP) },
      encoder: bipartiteGraph(6, 8, [HEAT, HEAT, UP], [CRIME, 6, 7]),
      decoder: bipartiteGraph(6, 8, edges.map(([item]) => item), edges.map(([, n]) => n)),
      parameters: {
        encoder: Float32Array.of(1, 1, 1),
        // In the order of the decoder's edges: by item, then neuron.
        decoder: Float32Array.from(
          [...edges].sort(([i, n], [j, m]) => i - j || n - m),
          ([, , weight]) => weight,
        ),
        ...(biases ? { outputBias: Float32Array.of(0, 0, 0.5, -0.125, 0, 0.25) } : {}),
      },
      activation: "identity",
      input: { value: "graded", normalise: false },
      ...rest,
    },
    training: { solver: "ridge", fansPenalty: 1, attributePenalty: 1, trials: [], bytes: 0 },
  };
}

/** What explains by a shared network. */
export function byNetwork(model: SharedModel, options?: StyleOptions): StyleExplainer {
  return explainerOf(model, createRecommenders(model, ["reconstruction"])[0], options);
}

function explainerOf(model: Model, recommender: Recommender, options: StyleOptions = {}) {
  return createStyleExplainer(model, recommender, {
    noun: "films",
    itemLabels: TITLES,
    ...options,
  });
}
