import type { VocabularyBuilder } from "../data/vocabulary.ts";

/** Numbers ids that stand in a file as UTF-8, without making a string of an id that was seen before. */
export interface ByteVocabulary {
  /** Index of the id that stands in `bytes` from `start` to `end`. */
  indexOf(bytes: Uint8Array, start: number, end: number): number;
}

/**
 * Starts numbering ids for a vocabulary, by an open hash table over their bytes.
 *
 * @param vocabulary Where new ids are added; others may add to it as well.
 * @returns The numbering.
 */
export function createByteVocabulary(vocabulary: VocabularyBuilder): ByteVocabulary {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let count = 0, mask = 1023;
  /** Number of the entry in each place plus one; 0 where there is none. */
  let places = new Uint32Array(mask + 1);
  let hashes = new Uint32Array(512), index = new Uint32Array(512), starts = new Uint32Array(513);
  let stored = new Uint8Array(8192);

  const spread = (from: Uint32Array<ArrayBuffer>) => {
    for (let entry = 0; entry < count; entry++) {
      let place = hashes[entry] & mask;
      while (from[place] !== 0) place = (place + 1) & mask;
      from[place] = entry + 1;
    }
    return from;
  };
  const add = (hash: number, bytes: Uint8Array, start: number, end: number) => {
    if (count === index.length) {
      hashes = grown(hashes, 2 * count);
      index = grown(index, 2 * count);
      starts = grown(starts, 2 * count + 1);
      mask = 2 * mask + 1;
      places = spread(new Uint32Array(mask + 1));
    }
    const from = starts[count], to = from + end - start;
    if (to > stored.length) {
      const larger = new Uint8Array(2 * to);
      larger.set(stored);
      stored = larger;
    }
    const id = bytes.subarray(start, end);
    stored.set(id, from);
    starts[count + 1] = to;
    hashes[count] = hash;
    index[count] = vocabulary.add(decoder.decode(id));
    let place = hash & mask;
    while (places[place] !== 0) place = (place + 1) & mask;
    places[place] = ++count;
    return index[count - 1];
  };
  return {
    indexOf(bytes, start, end) {
      // FNV-1a, and its upper bits folded into those that choose the place.
      let hash = 0x811c9dc5;
      for (let k = start; k < end; k++) hash = Math.imul(hash ^ bytes[k], 0x01000193);
      hash = (hash ^ (hash >>> 15)) >>> 0;
      for (let place = hash & mask; places[place] !== 0; place = (place + 1) & mask) {
        const entry = places[place] - 1;
        if (hashes[entry] !== hash) continue;
        let a = starts[entry], b = start;
        const stop = starts[entry + 1];
        if (stop - a !== end - start) continue;
        while (a < stop && stored[a] === bytes[b]) a++, b++;
        if (a === stop) return index[entry];
      }
      return add(hash, bytes, start, end);
    },
  };
}

function grown(array: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}
