import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { solverMemory } from "../../../src/model/closed_form/solver_memory.ts";

for (const shared of [false, true]) {
  Deno.test(`solverMemory() counts what it gives, ${shared ? "shared" : "alone"}`, () => {
    const memory = solverMemory(shared);
    strictEqual(memory.bytes, 0);
    const floats = memory.floats(3), doubles = memory.doubles(2), words = memory.words(1);
    strictEqual(memory.bytes, 3 * 4 + 2 * 8 + 4);
    strictEqual(floats.buffer instanceof SharedArrayBuffer, shared);
    ok([floats, doubles, words].every((numbers) => numbers.every((value) => value === 0)));
    deepStrictEqual([...memory.share(Float64Array.of(1, 2))], [1, 2]);
  });

  Deno.test(`solverMemory() says what to do when there is too little, ${shared ? "shared" : "alone"}`, () => {
    throws(() => solverMemory(shared).floats(2 ** 50), {
      name: "UsageError",
      message: /^Cannot solve in closed form: \d+ MB are not to be had, expected as much memory/,
    });
  });
}
