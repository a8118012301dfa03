import bipartiteGraph from "../data/bipartite_graph.ts" with { type: "text" };
import broaderEdges from "../data/broader_edges.ts" with { type: "text" };
import broaderLayer from "../data/broader_layer.ts" with { type: "text" };
import interactions from "../data/interactions.ts" with { type: "text" };
import labels from "../data/labels.ts" with { type: "text" };
import prefixNames from "../data/prefix_names.ts" with { type: "text" };
import ratingCounts from "../data/rating_counts.ts" with { type: "text" };
import rowWithout from "../data/row_without.ts" with { type: "text" };
import sparseMatrix from "../data/sparse_matrix.ts" with { type: "text" };
import vocabulary from "../data/vocabulary.ts" with { type: "text" };
import errors from "../errors.ts" with { type: "text" };
import evidence from "../explain/evidence.ts" with { type: "text" };
import evidenceFinder from "../explain/evidence_finder.ts" with { type: "text" };
import networkEvidence from "../explain/network_evidence.ts" with { type: "text" };
import activation from "../kernels/activation.ts" with { type: "text" };
import deepAutoencoderCpu from "../kernels/deep_autoencoder_cpu.ts" with { type: "text" };
import edgeTopology from "../kernels/edge_topology.ts" with { type: "text" };
import personalAutoencoderCpu from "../kernels/personal_autoencoder_cpu.ts" with { type: "text" };
import deepProfiles from "../model/deep_profiles.ts" with { type: "text" };
import deepUserNetworks from "../model/deep_user_networks.ts" with { type: "text" };
import equitableClasses from "../model/equitable_classes.ts" with { type: "text" };
import innerEdges from "../model/inner_edges.ts" with { type: "text" };
import model from "../model/model.ts" with { type: "text" };
import namedNeurons from "../model/named_neurons.ts" with { type: "text" };
import nodeClasses from "../model/node_classes.ts" with { type: "text" };
import personalModel from "../model/personal_model.ts" with { type: "text" };
import sharedInputs from "../model/shared_inputs.ts" with { type: "text" };
import sharedNetwork from "../model/shared_network.ts" with { type: "text" };
import userNetworks from "../model/user_networks.ts" with { type: "text" };
import weightStart from "../model/weight_start.ts" with { type: "text" };
import random from "../random.ts" with { type: "text" };
import adjustedNetwork from "../recommend/adjusted_network.ts" with { type: "text" };
import adjustment from "../recommend/adjustment.ts" with { type: "text" };
import attributeSum from "../recommend/attribute_sum.ts" with { type: "text" };
import attributeWeighting from "../recommend/attribute_weighting.ts" with { type: "text" };
import checks from "../recommend/checks.ts" with { type: "text" };
import nearestUsers from "../recommend/nearest_users.ts" with { type: "text" };
import neighbourScores from "../recommend/neighbour_scores.ts" with { type: "text" };
import ranking from "../recommend/ranking.ts" with { type: "text" };
import reconstruction from "../recommend/reconstruction.ts" with { type: "text" };
import whatIf from "../recommend/what_if.ts" with { type: "text" };
import arrayPack from "./array_pack.ts" with { type: "text" };
import barGeometry from "./bar_geometry.ts" with { type: "text" };
import explorerCoding from "./explorer_coding.ts" with { type: "text" };
import indexCoding from "./index_coding.ts" with { type: "text" };
import numberText from "./number_text.ts" with { type: "text" };
import answer from "./page/answer.ts" with { type: "text" };
import bar from "./page/bar.ts" with { type: "text" };
import changesView from "./page/changes_view.ts" with { type: "text" };
import explorer from "./page/explorer.ts" with { type: "text" };
import filteredList from "./page/filtered_list.ts" with { type: "text" };
import fixedView from "./page/fixed_view.ts" with { type: "text" };
import levels from "./page/levels.ts" with { type: "text" };
import listView from "./page/list_view.ts" with { type: "text" };
import main from "./page/main.ts" with { type: "text" };
import make from "./page/make.ts" with { type: "text" };
import names from "./page/names.ts" with { type: "text" };
import partsTable from "./page/parts_table.ts" with { type: "text" };
import person from "./page/person.ts" with { type: "text" };
import profileView from "./page/profile_view.ts" with { type: "text" };
import ratingsView from "./page/ratings_view.ts" with { type: "text" };
import trainAgain from "./page/train_again.ts" with { type: "text" };
import userPicker from "./page/user_picker.ts" with { type: "text" };
import profileAttributes from "./profile_attributes.ts" with { type: "text" };
import textPack from "./text_pack.ts" with { type: "text" };

/** Path of the module that the page runs. */
export const PAGE_ENTRY = "report/page/main.ts";

/**
 * The TypeScript of every module that runs in the page, by path below src/. Imports as text work from anywhere, also from a URL, and keep the page in
 * step with the library: it computes with the library's own modules.
 */
export const PAGE_MODULES: ReadonlyMap<string, string> = new Map([
  ["data/bipartite_graph.ts", bipartiteGraph],
  ["data/broader_edges.ts", broaderEdges],
  ["data/broader_layer.ts", broaderLayer],
  ["data/interactions.ts", interactions],
  ["data/labels.ts", labels],
  ["data/prefix_names.ts", prefixNames],
  ["data/rating_counts.ts", ratingCounts],
  ["data/row_without.ts", rowWithout],
  ["data/sparse_matrix.ts", sparseMatrix],
  ["data/vocabulary.ts", vocabulary],
  ["errors.ts", errors],
  ["explain/evidence.ts", evidence],
  ["explain/evidence_finder.ts", evidenceFinder],
  ["explain/network_evidence.ts", networkEvidence],
  ["kernels/activation.ts", activation],
  ["kernels/deep_autoencoder_cpu.ts", deepAutoencoderCpu],
  ["kernels/edge_topology.ts", edgeTopology],
  ["kernels/personal_autoencoder_cpu.ts", personalAutoencoderCpu],
  ["model/deep_profiles.ts", deepProfiles],
  ["model/deep_user_networks.ts", deepUserNetworks],
  ["model/equitable_classes.ts", equitableClasses],
  ["model/inner_edges.ts", innerEdges],
  ["model/model.ts", model],
  ["model/named_neurons.ts", namedNeurons],
  ["model/node_classes.ts", nodeClasses],
  ["model/personal_model.ts", personalModel],
  ["model/shared_inputs.ts", sharedInputs],
  ["model/shared_network.ts", sharedNetwork],
  ["model/user_networks.ts", userNetworks],
  ["model/weight_start.ts", weightStart],
  ["random.ts", random],
  ["recommend/adjusted_network.ts", adjustedNetwork],
  ["recommend/adjustment.ts", adjustment],
  ["recommend/attribute_sum.ts", attributeSum],
  ["recommend/attribute_weighting.ts", attributeWeighting],
  ["recommend/checks.ts", checks],
  ["recommend/nearest_users.ts", nearestUsers],
  ["recommend/neighbour_scores.ts", neighbourScores],
  ["recommend/ranking.ts", ranking],
  ["recommend/reconstruction.ts", reconstruction],
  ["recommend/what_if.ts", whatIf],
  ["report/array_pack.ts", arrayPack],
  ["report/bar_geometry.ts", barGeometry],
  ["report/explorer_coding.ts", explorerCoding],
  ["report/index_coding.ts", indexCoding],
  ["report/number_text.ts", numberText],
  ["report/page/answer.ts", answer],
  ["report/page/bar.ts", bar],
  ["report/page/changes_view.ts", changesView],
  ["report/page/explorer.ts", explorer],
  ["report/page/filtered_list.ts", filteredList],
  ["report/page/fixed_view.ts", fixedView],
  ["report/page/levels.ts", levels],
  ["report/page/list_view.ts", listView],
  ["report/page/main.ts", main],
  ["report/page/make.ts", make],
  ["report/page/names.ts", names],
  ["report/page/parts_table.ts", partsTable],
  ["report/page/person.ts", person],
  ["report/page/profile_view.ts", profileView],
  ["report/page/ratings_view.ts", ratingsView],
  ["report/page/train_again.ts", trainAgain],
  ["report/page/user_picker.ts", userPicker],
  ["report/profile_attributes.ts", profileAttributes],
  ["report/text_pack.ts", textPack],
]);
