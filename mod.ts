/**
 * A recommender whose every hidden neuron has a name.
 *
 * Items are tied to the attributes that a knowledge graph gives them. An autoencoder whose hidden units are those attributes and
 * whose weights lie only on the edges of the item-attribute graph is trained for each user, on a GPU through WebGPU or on the CPU; its
 * activations say what the user likes in words, and every recommendation comes apart into named reasons that sum to its
 * score.
 *
 * Source: SEM-AUTO, Bellini et al. 2017 (arXiv 1706.07956) and 2018 (arXiv 1807.05006).
 *
 * @module
 */

// What goes wrong, what happens meanwhile
export * from "./src/errors.ts";
export * from "./src/events.ts";
export * from "./src/random.ts";

// What things are
export * from "./src/data/vocabulary.ts";
export * from "./src/data/sparse_matrix.ts";
export * from "./src/data/rating_counts.ts";
export * from "./src/data/interactions.ts";
export type * from "./src/data/attribute.ts";
export * from "./src/data/knowledge_graph.ts";
export * from "./src/data/bipartite_graph.ts";
export { type BroaderEdges, type BroaderGraph, broaderGraph } from "./src/data/broader_edges.ts";
export * from "./src/data/broader_layer.ts";
export * from "./src/data/dataset.ts";
export type * from "./src/data/graph/triple.ts";
export * from "./src/data/graph/graph_options.ts";
export { type RelationPattern, relationPattern } from "./src/data/graph/relation_pattern.ts";
export * from "./src/data/graph/item_entities.ts";
export * from "./src/data/graph/shape_graph.ts";
export * from "./src/data/graph/graph_report.ts";
export {
  DROP_REASONS,
  type DropCounts,
  type DroppedExample,
  type DropReason,
  type Fates,
  type RelationFates,
} from "./src/data/graph/fates.ts";
export type { RelationMerge } from "./src/data/graph/relation_merging.ts";
export type { RelationPlan } from "./src/data/graph/relation_plan.ts";
export { decadeOf, yearOf } from "./src/data/graph/decades.ts";
export { binsOf, numberIn } from "./src/data/graph/bins.ts";
export * from "./src/data/link/link_items.ts";
export * from "./src/data/keep_entries.ts";
export * from "./src/data/split.ts";
export * from "./src/data/split/registry.ts";
export * from "./src/data/split/temporal_holdout.ts";
export * from "./src/data/split/timestamp_split.ts";
export * from "./src/data/split/leave_one_out.ts";
export * from "./src/data/split/k_folds.ts";
export * from "./src/data/split/strong_generalisation.ts";
export * from "./src/data/split/cold_users.ts";
export * from "./src/data/filter/keep_interactions.ts";
export * from "./src/data/filter/rating_threshold.ts";
export * from "./src/data/filter/binarise.ts";
export * from "./src/data/filter/k_core.ts";
export * from "./src/data/shuffle_graph.ts";
export * from "./src/data/labels.ts";
export { KNOWN_PREFIXES } from "./src/data/prefixes.ts";

// Files
export { type InputSource, withProgress } from "./src/formats/input_source.ts";
export type { ColumnChoice, ColumnOptions, ColumnRole } from "./src/formats/columns.ts";
export type { DelimitedOptions } from "./src/formats/delimited.ts";
export * from "./src/formats/ratings.ts";
export type * from "./src/formats/format_options.ts";
export type * from "./src/formats/rating_stream.ts";
export { scanRatings } from "./src/formats/rating_records.ts";
export * from "./src/formats/rating_table.ts";
export type { ByteVocabulary } from "./src/formats/byte_vocabulary.ts";
export * from "./src/formats/triples.ts";
export { scanTriples } from "./src/formats/triple_records.ts";
export type * from "./src/formats/triple_stream.ts";
export type * from "./src/formats/label_stream.ts";
export * from "./src/formats/rdf_terms.ts";
export * from "./src/formats/item_entities.ts";
export type * from "./src/formats/data_format.ts";
export * from "./src/formats/data_formats.ts";
export type { FileHead } from "./src/formats/file_head.ts";
export * from "./src/formats/item_labels.ts";
export { type EntityLinks, LINK_STATUSES, type LinkStatus } from "./src/formats/link_review.ts";
export * from "./src/formats/entity_label_file.ts";
export * from "./src/formats/link_rows.ts";
export * from "./src/formats/attribute_triples.ts";
export * from "./src/formats/rating_rows.ts";
export * from "./src/formats/run_file.ts";
export * from "./src/formats/trial_log.ts";
export * from "./src/formats/safetensors.ts";

// Other people's servers
export * from "./src/remote/fetch_graph.ts";
export * from "./src/remote/graph_question.ts";
export * from "./src/remote/graph_text.ts";
export * from "./src/remote/endpoint_presets.ts";
export type { GraphFact, SubjectAnswer } from "./src/remote/subject_answer.ts";
export type * from "./src/remote/subject_answers.ts";
export type { EndpointAnswer, EndpointOptions } from "./src/remote/sparql_endpoint.ts";
export type { GraphRow } from "./src/remote/sparql_results.ts";
export * from "./src/remote/polite_client.ts";
export { RemoteError, type RemoteProblem } from "./src/remote/remote_error.ts";
export * from "./src/remote/download_file.ts";
export * from "./src/remote/movielens_archives.ts";
export * from "./src/remote/unpack_archive.ts";

// Computing
export { type AdapterFacts, type Gpu, openGpu } from "./src/gpu/device.ts";
export type * from "./src/kernels/personal_networks.ts";

// Kernels of shared mode
export * from "./src/kernels/edge_topology.ts";
export * from "./src/kernels/activation.ts";
export * from "./src/kernels/edge_kernels_cpu.ts";
export * from "./src/kernels/edge_kernels_wasm.ts";
export * from "./src/kernels/edge_input_wasm.ts";
export type {
  EdgeExports,
  EdgeMemory,
  WasmEdgeRows,
  WasmFloats,
} from "./src/kernels/edge_memory_wasm.ts";
export {
  type BufferPool,
  createBufferPool,
  readBuffers,
  type WordArray,
} from "./src/gpu/buffer.ts";
export { type GpuStep, numbersOnGpu, submitSteps } from "./src/kernels/dispatch.ts";
export * from "./src/kernels/edge_spmm.ts";
export * from "./src/kernels/edge_sddmm.ts";
export * from "./src/kernels/batch_loss_cpu.ts";
export * from "./src/kernels/adam.ts";
export * from "./src/kernels/sgd.ts";

export {
  type OwnPaths,
  type SharedBatch,
  sharedGradients,
  type SharedObjective,
  type SharedParameters,
  type SharedTopology,
} from "./src/kernels/shared_step_cpu.ts";

// Dense matrices
export { type TiledLayout, type TiledMatrix, tiledMatrix } from "./src/kernels/tiled_matrix.ts";
export * from "./src/kernels/invert_symmetric.ts";

// Kernels of the completion of profiles
export * from "./src/kernels/cbow.ts";
export * from "./src/kernels/cbow_cpu.ts";
export * from "./src/kernels/cbow_wasm.ts";
export * from "./src/kernels/cbow_gpu.ts";

// Training
export * from "./src/model/backend.ts";
export type { CpuKernel } from "./src/model/cpu_trainer.ts";
export * from "./src/model/user_batch.ts";
export * from "./src/model/personal_settings.ts";
export * from "./src/model/personal_model.ts";
export * from "./src/model/deep_profiles.ts";
export * from "./src/model/model.ts";
export * from "./src/model/checkpoint.ts";
export * from "./src/model/any_checkpoint.ts";
export * from "./src/model/named_neurons.ts";
export * from "./src/model/profile_tokens.ts";
export * from "./src/model/profile_completion.ts";
export * from "./src/model/shared_settings.ts";
export * from "./src/model/shared_inputs.ts";
export { type RelatedItems, relatedItems } from "./src/model/related_items.ts";
export * from "./src/model/shared_graphs.ts";
export * from "./src/model/shared_network.ts";
export * from "./src/model/shared_model.ts";
export * from "./src/model/shared_engine.ts";
export * from "./src/model/shared_reference_engine.ts";
export * from "./src/model/shared_cpu_engine.ts";
export * from "./src/model/deep_cpu_engine.ts";
export * from "./src/model/shared_gpu_engine.ts";
export * from "./src/model/shared_checkpoint.ts";
export * from "./src/model/fold_in.ts";
export * from "./src/model/new_items.ts";
export * from "./src/train/personal.ts";
export * from "./src/train/completion.ts";
export * from "./src/train/profile_stream.ts";
export * from "./src/train/retrain_user.ts";
export * from "./src/train/fold_in_users.ts";
export * from "./src/train/shared.ts";
export { trainRidge } from "./src/train/shared_ridge.ts";
export * from "./src/train/shared_gradient.ts";
export type * from "./src/train/shared_events.ts";

// Recommending
export * from "./src/recommend/recommender.ts";
export * from "./src/recommend/registry.ts";
export * from "./src/recommend/attribute_sum.ts";
export * from "./src/recommend/attribute_weighting.ts";
export * from "./src/recommend/neighbour_scores.ts";
export * from "./src/recommend/profile_knn.ts";
export * from "./src/recommend/profile_completer.ts";
export type * from "./src/recommend/profile_inference.ts";
export type { ProfileRow } from "./src/recommend/nearest_users.ts";
export * from "./src/recommend/reconstruction.ts";
export * from "./src/recommend/what_if.ts";
export * from "./src/recommend/adjustment.ts";
export * from "./src/recommend/adjusted_recommender.ts";
export {
  allNeighbours,
  type NeighbourFacts,
  type NeighbourLists,
  type NeighbourOptions,
} from "./src/recommend/neighbour_lists.ts";
export type { NeighbourArrays, NeighbourMethod } from "./src/recommend/neighbour_task.ts";
export * from "./src/recommend/baselines.ts";
export * from "./src/recommend/baseline_input.ts";
export * from "./src/recommend/baseline_registry.ts";
export * from "./src/recommend/item_knn.ts";
export * from "./src/recommend/attribute_item_knn.ts";
export type { ItemNeighbours, SimilarItemsOptions } from "./src/recommend/similar_items.ts";
export * from "./src/recommend/user_knn.ts";
export * from "./src/recommend/ease.ts";
export * from "./src/recommend/ease_lambda.ts";
export * from "./src/recommend/ranking.ts";
export * from "./src/recommend/recommend_items.ts";

// Explaining
export * from "./src/explain/explanation.ts";
export * from "./src/explain/attribution.ts";
export * from "./src/explain/reconstruction_attribution.ts";
export type * from "./src/explain/broader_reasons.ts";
export { broaderSentence } from "./src/explain/broader_sentence.ts";
export * from "./src/explain/category_shares.ts";
export * from "./src/explain/evidence.ts";
export * from "./src/explain/network_evidence.ts";
export * from "./src/explain/registry.ts";
export * from "./src/explain/sentence.ts";
export * from "./src/explain/phrases.ts";
export * from "./src/explain/templates.ts";
export * from "./src/explain/explain_lists.ts";
export * from "./src/explain/sum_check.ts";
export * from "./src/explain/other_reasons.ts";
export type { InferringToken, ReasonInference } from "./src/explain/inferred_reasons.ts";
export * from "./src/explain/exporters/exporter.ts";
export * from "./src/explain/exporters/export_explanations.ts";
export * from "./src/explain/find_neuron.ts";
export * from "./src/explain/counterfactual.ts";
export * from "./src/explain/popularity_attribution.ts";
export * from "./src/explain/profile_retraining.ts";
export type { NeighbourSummary } from "./src/explain/neighbour_summary.ts";
export * from "./src/explain/styles/registry.ts";
export type * from "./src/explain/styles/style.ts";
export type * from "./src/explain/styles/context.ts";
export type * from "./src/explain/styles/popularity.ts";
export type * from "./src/explain/styles/pointwise.ts";
export type * from "./src/explain/styles/pairwise.ts";
export type * from "./src/explain/styles/difference.ts";
export type * from "./src/explain/styles/because_you_rated.ts";
export type * from "./src/explain/styles/counterfactual.ts";
export type * from "./src/explain/styles/contrastive.ts";
export type * from "./src/explain/styles/contrast.ts";
export type * from "./src/explain/styles/own_ratings.ts";

// Judging
export * from "./src/metrics/metric.ts";
export * from "./src/metrics/registry.ts";
export * from "./src/evaluate/protocol.ts";
export * from "./src/evaluate/relevance.ts";
export * from "./src/evaluate/pool_evaluations.ts";
export * from "./src/evaluate/significance.ts";
export * from "./src/evaluate/wilcoxon.ts";
export * from "./src/evaluate/randomisation.ts";
export * from "./src/evaluate/holm.ts";
export * from "./src/evaluate/comparison.ts";
export * from "./src/evaluate/external_run.ts";
export * from "./src/evaluate/tuning/search_dimension.ts";
export * from "./src/evaluate/tuning/draw_settings.ts";
export * from "./src/evaluate/tuning/halving.ts";
export * from "./src/evaluate/tuning/search_settings.ts";
export * from "./src/evaluate/tuning/some_users.ts";
export * from "./src/evaluate/tuning/data_digest.ts";
export type { PlantedTaste } from "./src/explain/taste_recovery.ts";
export * from "./src/evaluate/explanation_quality/registry.ts";
export * from "./src/evaluate/explanation_quality/explanation_quality.ts";
export type * from "./src/evaluate/explanation_quality/attribute_weights.ts";
export type * from "./src/evaluate/explanation_quality/completeness.ts";
export type * from "./src/evaluate/explanation_quality/counterfactual_sets.ts";
export type * from "./src/evaluate/explanation_quality/estimate.ts";
export type * from "./src/evaluate/explanation_quality/explained_user.ts";
export type * from "./src/evaluate/explanation_quality/fidelity.ts";
export type * from "./src/evaluate/explanation_quality/fidelity_measure.ts";
export type * from "./src/evaluate/explanation_quality/measure.ts";
export type * from "./src/evaluate/explanation_quality/neuron_counts.ts";
export type * from "./src/evaluate/explanation_quality/other_seeds.ts";
export type * from "./src/evaluate/explanation_quality/planted_truth.ts";
export type * from "./src/evaluate/explanation_quality/quality_table.ts";
export type * from "./src/evaluate/explanation_quality/reason_coverage.ts";
export type * from "./src/evaluate/explanation_quality/reason_orders.ts";
export type * from "./src/evaluate/explanation_quality/reason_overlap.ts";
export type * from "./src/evaluate/explanation_quality/seed_stability.ts";
export type * from "./src/evaluate/explanation_quality/taste_measures.ts";

// Reporting
export * from "./src/report/report.ts";
