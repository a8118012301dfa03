import type { SharedParameters } from "./shared_step_cpu.ts";

/** Names of what a shared network learns. */
const SECTIONS = ["decoder", "encoder", "hiddenBias", "outputBias", "up", "down"] as const;

/** Sections start at multiples of this, because shaders bind them one by one: 256 bytes, which every adapter allows. */
const ALIGNMENT = 64;

/** A section of a vector. */
export interface Section {
  /** First number. */
  readonly at: number;
  /** How many. */
  readonly length: number;
}

/** Where in one vector the parameters of a shared network lie, so that an optimiser goes over them at once. */
export interface SharedVectorLayout {
  /** The sections; biases only where there are any. */
  readonly sections: SharedParameters<Section>;
  /** Length of the vector. */
  readonly length: number;
}

/**
 * Lays parameters out in one vector.
 *
 * @param parameters Anything of the parameters' lengths.
 * @returns The layout.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const parameters = { encoder: Float32Array.of(1, 2), decoder: new Float32Array(70) };
 * const layout = sharedVectorLayout(parameters);
 * deepStrictEqual(layout.sections.encoder, { at: 128, length: 2 });
 * deepStrictEqual(unpackVector(layout, packVector(layout, parameters)), parameters);
 * ```
 */
export function sharedVectorLayout(
  parameters: SharedParameters<{ readonly length: number }>,
): SharedVectorLayout {
  const sections: Partial<Record<typeof SECTIONS[number], Section>> = {};
  let at = 0;
  for (const name of SECTIONS) {
    const length = parameters[name]?.length;
    if (length === undefined) continue;
    sections[name] = { at, length };
    at += Math.max(1, Math.ceil(length / ALIGNMENT)) * ALIGNMENT;
  }
  return { sections: sections as SharedParameters<Section>, length: at };
}

/**
 * Parameters in one vector, with zeros between the sections.
 *
 * @param layout Where they lie.
 * @param parameters The parameters; none gives zeros.
 * @returns The vector.
 */
export function packVector(
  { sections, length }: SharedVectorLayout,
  parameters?: SharedParameters<Float32Array>,
): Float32Array<ArrayBuffer> {
  const vector = new Float32Array(length);
  for (const name of SECTIONS) {
    const section = sections[name], from = parameters?.[name];
    if (section && from) vector.set(from, section.at);
  }
  return vector;
}

/**
 * The parameters of a vector.
 *
 * @param layout Where they lie.
 * @param vector The vector.
 * @returns Copies of them.
 */
export function unpackVector(
  { sections }: SharedVectorLayout,
  vector: Float32Array<ArrayBuffer>,
): SharedParameters<Float32Array<ArrayBuffer>> {
  const copy = (section: Section) => vector.slice(section.at, section.at + section.length);
  return {
    encoder: copy(sections.encoder),
    decoder: copy(sections.decoder),
    ...(sections.hiddenBias && { hiddenBias: copy(sections.hiddenBias) }),
    ...(sections.outputBias && { outputBias: copy(sections.outputBias) }),
    ...(sections.up && { up: copy(sections.up) }),
    ...(sections.down && { down: copy(sections.down) }),
  };
}

/**
 * A section of a buffer that holds such a vector.
 *
 * @param buffer The buffer.
 * @param section Where the section lies.
 * @returns What shaders bind; four bytes that nothing reads where the section is empty.
 */
export function bindSection(
  buffer: GPUBuffer,
  { at, length }: Section,
): GPUBufferBinding {
  return { buffer, offset: 4 * at, size: 4 * Math.max(1, length) };
}
