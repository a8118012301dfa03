import { ACTIVATIONS } from "./activation.ts";
import { PANEL_LANES } from "./edge_kernels_wasm.ts";
import type { SharedMemory } from "./shared_memory_wasm.ts";
import type { PlacedBatch, PlacedRows } from "./shared_panels_wasm.ts";

/** Address of an operand; 0 where there is none. */
const at = (operand?: { readonly address: number }) => operand?.address ?? 0;

/** Addresses of a row's items and values, and how many there are. */
type Entries = readonly [items: number, values: number, count: number];

/**
 * Losses and gradients of some users where only rated items enter the loss: the work is in proportion to the edges of a user's items, and
 * neither H nor Z is spread out over neurons, items and lanes.
 *
 * @param memory Where everything is; the part's gradients are added to, the users' losses overwritten.
 * @param batch The batch.
 * @param from First of the users; so many as a panel has lanes, or as there are.
 * @param part Which part.
 * @param thread Whose scratch to compute in.
 */
export function computeUsers(
  memory: SharedMemory,
  batch: PlacedBatch,
  from: number,
  part: number,
  thread: number,
): void {
  const { plan, kernels: { memory: { exports, buffer } }, parameters, losses } = memory;
  const { hidden, still } = memory.users[thread];
  const kind = ACTIVATIONS.indexOf(plan.objective.activation);
  exports.rest(at(hidden), at(still), plan.neurons, at(parameters.hiddenBias), kind);
  const last = Math.min(from + PANEL_LANES, batch.users);
  const rowsOf = ({ addresses: [indptr, items, values] }: PlacedRows) => {
    const bounds = new Uint32Array(buffer, indptr, batch.users + 1);
    return (user: number): Entries => {
      const first = bounds[user];
      return [items + 4 * first, values + 4 * first, bounds[user + 1] - first];
    };
  };
  const inputs = rowsOf(batch.inputs), targets = rowsOf(batch.targets);
  for (let user = from; user < last; user++) {
    losses[user] = computeUser(
      memory,
      inputs(user),
      targets(user),
      1 / batch.users,
      part,
      thread,
    );
  }
}

/** Adds a user's gradients; gives the loss. */
function computeUser(
  memory: SharedMemory,
  entries: Entries,
  [rated, target, count]: Entries,
  scale: number,
  part: number,
  thread: number,
): number {
  const { plan, kernels: { memory: { exports } }, parameters, own, decoder: { byItem } } = memory;
  const { hidden, back, still, list, scores, slopes } = memory.users[thread];
  const gradients = memory.parts[part];
  const kind = ACTIVATIONS.indexOf(plan.objective.activation);
  const [encoderStart, encoderColumn] = memory.encoder.addresses;
  const [decoderStart, decoderColumn] = byItem.addresses;
  const encoder = [encoderStart, encoderColumn];
  const decoder = [decoderStart, decoderColumn, at(parameters.decoder), rated];
  const reached = exports.userHidden(
    ...[...encoder, at(parameters.encoder), ...entries, at(hidden), at(parameters.hiddenBias)],
    ...[at(list), kind],
  );
  const length = exports.userScores(
    ...[...decoder, count, at(hidden), at(still), at(list), reached],
    ...[at(parameters.outputBias), at(scores)],
  );
  if (own) exports.userOwnScores(...entries, rated, count, at(own), at(scores));
  const loss = exports.userLoss(at(scores), target, count, scale, at(slopes));
  if (own) exports.userOwnSums(...entries, rated, count, at(slopes), at(gradients.own));
  exports.userBack(
    ...[...decoder, at(slopes), count, at(hidden), at(back)],
    ...[at(gradients.decoder), at(gradients.outputBias)],
  );
  exports.userGradient(
    ...[...encoder, ...entries, at(hidden), at(back), at(list), length],
    ...[kind && kind + 4, at(gradients.hiddenBias), at(gradients.encoder)],
  );
  exports.userRest(at(list), length, at(hidden), at(back));
  return loss;
}
