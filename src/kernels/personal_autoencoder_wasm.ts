import type { PersonalNetworks, PersonalState, PersonalStep } from "./personal_networks.ts";
import { placeNetwork } from "./personal_wasm_layout.ts";
import { PLAIN, RELAXED } from "./wasm/personal_autoencoder_bytes.ts";

/** What `wasm/personal_autoencoder.as` exports; 16 and 32 are the bits of an offset. */
export interface PersonalWasmExports {
  /** Holds one network at a time. */
  readonly memory: WebAssembly.Memory;
  /** Trains for some epochs; scale is 2 lr / items. */
  readonly train16: (epochs: number, scale: number) => void;
  /** The same. */
  readonly train32: (epochs: number, scale: number) => void;
  /** Replaces the four numbers at `RESULT` by their logistic function, for tests. */
  readonly logistic4: () => void;
}

/** Trains personal networks in WebAssembly. */
export interface PersonalAutoencoderWasm {
  /** Whether the processor's fused multiply-add is used, where WebAssembly has the instruction for it. */
  readonly relaxed: boolean;
  /**
   * Trains one network: what `trainPersonalNetwork` does, in float32. Epochs split over several calls and networks in any
   * order give the same bits; whether multiply-add is fused changes the last ones.
   *
   * @param networks The packed networks.
   * @param state Changed in place for this network alone.
   * @param network Which network, 0 to count - 1.
   * @param step Epochs and learning rate.
   */
  train(
    networks: PersonalNetworks,
    state: PersonalState,
    network: number,
    step: PersonalStep,
  ): void;
}

/**
 * Edges times epochs of one call. V8 runs new code unoptimised, and a call that has begun so ends so; short calls let the
 * optimised code in as soon as it is ready.
 */
const CALL_WORK = 2e6;

/**
 * Makes a trainer with memory of its own, which grows with the largest network seen. Use one per thread.
 *
 * @param options Whether to leave out the fused multiply-add, for tests; by default it is used where there is one.
 * @returns The trainer.
 */
export async function createPersonalAutoencoderWasm(
  options: { readonly relaxed?: boolean } = {},
): Promise<PersonalAutoencoderWasm> {
  const { relaxed, exports } = await instantiatePersonalWasm(options);
  const { memory, train16, train32 } = exports;
  return {
    relaxed,
    train(networks, state, network, { epochs, learningRate }) {
      const items = networks.itemStart[network + 1] - networks.itemStart[network];
      if (items === 0 || epochs === 0) return;
      const placed = placeNetwork(memory, networks, state, network);
      const trainSome = placed.wide ? train32 : train16;
      // An epoch that moves nothing computes the hidden values and the first sums.
      trainSome(1, 0);
      const edges = networks.edgeStart[network + 1] - networks.edgeStart[network];
      const most = Math.max(1, Math.floor(CALL_WORK / (items + edges)));
      for (let done = 0; done < epochs; done += most) {
        trainSome(Math.min(most, epochs - done), 2 * learningRate / items);
      }
      placed.readBack();
    },
  };
}

/** The kernel itself: with relaxed SIMD where the runtime has it, plain SIMD elsewhere. */
export async function instantiatePersonalWasm(
  options: { readonly relaxed?: boolean } = {},
): Promise<{ relaxed: boolean; exports: PersonalWasmExports }> {
  const bytes = Uint8Array.from(atob(RELAXED), (character) => character.charCodeAt(0));
  const relaxed = options.relaxed !== false && WebAssembly.validate(bytes);
  const chosen = relaxed
    ? bytes
    : Uint8Array.from(atob(PLAIN), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(chosen);
  return { relaxed, exports: instance.exports as unknown as PersonalWasmExports };
}
