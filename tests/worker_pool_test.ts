import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { createWorkerPool } from "../src/worker_pool.ts";

type Numbers = Float64Array<ArrayBuffer>;

const open = (threads: number, factor: number) =>
  createWorkerPool<{ factor: number }, Numbers, Numbers>(
    new URL("./_pool_worker.ts", import.meta.url),
    threads,
    { factor },
    (job) => [job.buffer],
  );

function* jobs(count: number): Generator<Numbers> {
  for (let k = 0; k < count; k++) yield Float64Array.of(k);
}

for (const threads of [1, 3]) {
  Deno.test(`run() does every job once with ${threads} threads`, async () => {
    using pool = open(threads, 2);
    const results: number[] = [];
    await pool.run(jobs(10), (result) => void results.push(result[0]));
    deepStrictEqual(results.sort((a, b) => a - b), [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    await pool.run([], () => ok(false));
  });
}

Deno.test("run() rejects with the Worker's error", async () => {
  using pool = open(2, 2);
  await rejects(pool.run(jobs(20), () => {}), { name: "TypeError", message: "13 is unlucky" });
});

Deno.test("run() rejects when the Worker cannot be set up", async () => {
  using pool = open(1, 0);
  await rejects(pool.run(jobs(1), () => {}), { name: "RangeError", message: "the factor is 0" });
});

Deno.test("run() rejects when the Worker's module cannot be loaded", async () => {
  using pool = createWorkerPool(new URL("./no_such_module.ts", import.meta.url), 1, {});
  await rejects(pool.run([{}], () => {}), /Cannot go on in a Worker/);
});

Deno.test("run() rejects with what onResult throws", async () => {
  using pool = open(1, 2);
  const failure = new Error("disk full");
  await rejects(
    pool.run(jobs(3), () => {
      throw failure;
    }),
    failure,
  );
});

Deno.test("run() begins no job after the signal, and hands over what was begun", async () => {
  using pool = open(1, 2);
  const controller = new AbortController();
  let results = 0;
  await pool.run(jobs(10), () => {
    results++;
    if (results === 3) controller.abort();
  }, controller.signal);
  strictEqual(results, 3);
});

Deno.test("run() waits for onResult before the same Worker goes on", async () => {
  using pool = open(2, 2);
  let inFlight = 0, most = 0;
  await pool.run(jobs(8), async () => {
    most = Math.max(most, ++inFlight);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inFlight--;
  });
  ok(most <= 2);
});
