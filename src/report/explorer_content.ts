import type { BipartiteGraph } from "../data/bipartite_graph.ts";
import type { RatingScale } from "../data/interactions.ts";
import type { SparseMatrix } from "../data/sparse_matrix.ts";
import type { ProfileDefinition, ProfileScaling } from "../model/personal_model.ts";
import type { PersonalSettings } from "../model/personal_settings.ts";
import type { SharedNetwork } from "../model/shared_network.ts";

/** Everything that the explorer of a report needs to score, rank and explain in the page. */
export interface ExplorerContent {
  /** Title of each item, by index. */
  readonly items: readonly string[];
  /** Relation and value of each attribute in words, by index. */
  readonly attributes: readonly (readonly [relation: string, value: string])[];
  /** Ids of the users in the explorer. */
  readonly users: readonly string[];
  /** Index of the user that is shown first. */
  readonly first: number;
  /** Length of the lists. */
  readonly listLength: number;
  /** Bounds of the ratings. */
  readonly scale: RatingScale;
  /** The users' training ratings, (users, items). */
  readonly ratings: SparseMatrix;
  /** Their relevant held-out ratings, (users, items), where the model was evaluated. */
  readonly held?: SparseMatrix;
  /** 1 for items that somebody rated in training, which alone can be recommended, (items). */
  readonly candidates: Uint8Array<ArrayBuffer>;
  /** What was learned. */
  readonly model: PersonalContent | SharedContent;
  /** Lists that cannot be recomputed in the page, because neighbours of all users are behind them. */
  readonly fixed?: FixedLists;
}

/** Networks of the users, scored by attribute-sum. */
export interface PersonalContent {
  /** Tells the modes apart. */
  readonly mode: "personal";
  /** How they were trained; the page trains one again where a rating is left out. */
  readonly settings: PersonalSettings;
  /** Which item has which attribute. */
  readonly graph: BipartiteGraph;
  /** Which attribute has which broader categories, where there is a second hidden layer. */
  readonly broader?: BipartiteGraph;
  /** a_f after training, for every attribute of an item that the user rated, (users, attributes). */
  readonly activations: SparseMatrix;
  /** How activations become the profiles that are summed. */
  readonly profile: ProfileDefinition;
  /** Raw or stretched to [0, 1]. */
  readonly scaling: ProfileScaling;
  /** Factor of each attribute, (attributes), where common attributes weigh less. */
  readonly idf?: Float64Array<ArrayBuffer>;
}

/** One network for the catalogue, scored by reconstruction. */
export interface SharedContent {
  /** Tells the modes apart. */
  readonly mode: "shared";
  /** The network. */
  readonly network: SharedNetwork;
}

/** Lists and their strongest reasons, as they were when the report was made. */
export interface FixedLists {
  /** The recommender. */
  readonly recommender: string;
  /** List of each user, best first. */
  readonly lists: readonly (readonly FixedEntry[])[];
}

/** One item of a fixed list. */
export interface FixedEntry {
  /** Index of the item. */
  readonly item: number;
  /** The score. */
  readonly score: number;
  /** Neuron and contribution of the strongest reasons, strongest first. */
  readonly reasons: readonly (readonly [neuron: number, value: number])[];
  /** Number of the weaker reasons. */
  readonly weaker: number;
  /** Sum of their contributions. */
  readonly weakerSum: number;
}
