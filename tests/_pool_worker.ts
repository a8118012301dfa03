import { serveJobs } from "../src/worker_pool.ts";

serveJobs<{ factor: number }, Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>>(
  ({ factor }) => {
    if (factor === 0) throw new RangeError("the factor is 0");
    return Promise.resolve((numbers) => {
      if (numbers[0] === 13) throw new TypeError("13 is unlucky");
      return numbers.map((number) => number * factor);
    });
  },
  (result) => [result.buffer],
);
