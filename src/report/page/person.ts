import { rowWithout } from "../../data/row_without.ts";
import type { SparseMatrix } from "../../data/sparse_matrix.ts";
import { createVocabulary } from "../../data/vocabulary.ts";
import { type EvidenceFinder, evidenceFinder } from "../../explain/evidence_finder.ts";
import type { Model } from "../../model/model.ts";
import { type PersonalModel, userProfiles, UserState } from "../../model/personal_model.ts";
import { sharedInputs } from "../../model/shared_inputs.ts";
import { type AttributeSum, attributeSum } from "../../recommend/attribute_sum.ts";
import { weightProfiles } from "../../recommend/attribute_weighting.ts";
import { type Reconstruction, reconstruction } from "../../recommend/reconstruction.ts";
import { type WhatIf, whatIf } from "../../recommend/what_if.ts";
import type { ExplorerContent, PersonalContent, SharedContent } from "../explorer_content.ts";
import { profileAttributes } from "../profile_attributes.ts";

/** One user with some of their ratings, ready to be asked. Everything is the library's own code. */
export interface Person {
  /** What scores. Its only user, 0, is the person. */
  readonly recommender: AttributeSum | Reconstruction;
  /** Asks it what it would say if the person's neurons weighed otherwise. */
  readonly question: WhatIf;
  /** The person's ratings behind a neuron. */
  readonly evidence: EvidenceFinder;
}

/**
 * Readies a user to be asked.
 *
 * @param content What is in the report.
 * @param user Index of the user.
 * @param without Items whose ratings are left out.
 * @param trained Activations of a personal network that was trained without these ratings; needed where there are any in personal mode.
 * @returns The person.
 */
export function personOf(
  content: ExplorerContent,
  user: number,
  without: ReadonlySet<number>,
  trained?: Float32Array,
): Person {
  const ratings = rowWithout(content.ratings, user, without);
  return content.model.mode === "shared"
    ? networkUser(content, content.model, ratings)
    : profileUser(content, content.model, user, ratings, trained);
}

function networkUser(
  { scale }: ExplorerContent,
  { network }: SharedContent,
  ratings: SparseMatrix,
): Person {
  const inputs = sharedInputs({ ratings, scale }, network.input);
  const recommender = reconstruction(network, inputs);
  return {
    recommender,
    question: whatIf(recommender, 0),
    evidence: lazily(() => {
      // Of a model, evidence takes the network and the ratings.
      const model = { network, dataset: { interactions: { ratings, scale } } };
      return evidenceFinder(model as unknown as Model, "activation")(0);
    }),
  };
}

function profileUser(
  content: ExplorerContent,
  { settings, graph, activations, profile, scaling, idf }: PersonalContent,
  user: number,
  ratings: SparseMatrix,
  trained?: Float32Array,
): Person {
  const row = activations.values.subarray(activations.indptr[user], activations.indptr[user + 1]);
  const model = {
    settings,
    dataset: {
      graph,
      interactions: {
        // The id names the stream of random numbers that the weights started from.
        users: createVocabulary([content.users[user]]),
        ratings,
        scale: content.scale,
      },
    },
    activations: { ...profileAttributes(ratings, graph), values: trained ?? row },
    loss: Float32Array.of(0),
    userState: Uint8Array.of(UserState.Trained),
    // The rest of a data set has no part in what follows.
  } as unknown as PersonalModel;
  const profiles = userProfiles(model, profile, scaling);
  const recommender = attributeSum(idf ? weightProfiles(profiles, idf) : profiles, graph);
  return {
    recommender,
    question: whatIf(recommender, 0),
    evidence: lazily(() => evidenceFinder(model, profile)(0)),
  };
}

/** Prepares a search at its first use: most people are only ever scored. */
function lazily(prepare: () => EvidenceFinder): EvidenceFinder {
  let find: EvidenceFinder | undefined;
  return (neuron) => (find ??= prepare())(neuron);
}
