import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createRandom } from "../../src/random.ts";
import { noiseWords } from "../../src/train/noise_words.ts";

Deno.test("noiseWords() draws by counts to the power of 3/4", () => {
  const counts = Uint32Array.of(1, 16, 81, 0, 256);
  const draws = 200_000;
  const { words, times } = noiseWords(counts, 0.75).draw(draws, createRandom(1));
  const found = new Float64Array(counts.length);
  words.forEach((word, k) => found[word] = times[k]);
  // 1, 8, 27, 0 and 64 hundredths; four standard errors.
  [0.01, 0.08, 0.27, 0, 0.64].forEach((share, word) => {
    const error = Math.sqrt(share * (1 - share) / draws);
    ok(Math.abs(found[word] / draws - share) <= 4 * error, `word ${word}: ${found[word] / draws}`);
  });
});

Deno.test("noiseWords() names a word once, repeats by its stream and begins anew at each draw", () => {
  const noise = noiseWords(Uint32Array.of(5, 5, 5), 1);
  const draw = () => noise.draw(50, createRandom(7));
  const { words, times } = draw();
  strictEqual(new Set(words).size, words.length);
  strictEqual(times.reduce((sum, count) => sum + count, 0), 50);
  deepStrictEqual(draw(), { words, times });
});

Deno.test("noiseWords() draws nothing from nothing", () => {
  deepStrictEqual(noiseWords(new Uint32Array(), 0.75).draw(3, createRandom(1)).words.length, 0);
  deepStrictEqual(noiseWords(Uint32Array.of(3), 0.75).draw(0, createRandom(1)).words.length, 0);
});
