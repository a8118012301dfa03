/**
 * Loading of ratings: a made-up ratings.csv as large as MovieLens 20M's (bench/synthetic.ts), read by readRatings() from a file, plain and
 * gzip, with seconds and peak memory. Each file is read by a process of its own, so that the peak is its own.
 *
 *     deno task bench-load                       20 million ratings
 *     deno task bench-load --users 10000         the first 10,000 users' only
 *     deno task bench-load --file ratings.csv    a file of yours
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { readRatings } from "../src/formats/ratings.ts";
import { withProgress } from "../src/formats/input_source.ts";
import { createProgressLine } from "../src/cli/progress.ts";
import { table } from "../src/cli/table.ts";
import { MOVIELENS_20M, syntheticInputs } from "./synthetic.ts";

const { values: flags } = parseArgs({
  options: {
    users: { type: "string", default: String(MOVIELENS_20M.users) },
    file: { type: "string" },
    read: { type: "string" },
  },
});

if (flags.read !== undefined) console.log(JSON.stringify(await measure(flags.read)));
else await compare();

async function measure(path: string) {
  const started = performance.now();
  const file = await Deno.open(path);
  const progress = createProgressLine(Deno.stderr.isTerminal(), (text) => {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  });
  const size = (await file.stat()).size;
  const { interactions, facts } = await readRatings(
    withProgress({ name: path, stream: file.readable }, size, progress.show),
  );
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    ratings: interactions.ratings.indices.length,
    users: interactions.users.ids.length,
    items: interactions.items.ids.length,
    timestamps: interactions.timestamps?.length ?? 0,
    layout: facts.layout,
    megabytes: size / 1e6,
    seconds: (performance.now() - started) / 1000,
    processor: (userCPUTime + systemCPUTime) / 1e6,
    peak: maxRSS / 1024,
  };
}

async function compare(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "semauto-load-" });
  try {
    const plain = flags.file ?? `${folder}/ratings.csv`;
    if (flags.file === undefined) await writeMadeUp(plain, Number(flags.users));
    const packed = `${folder}/ratings.csv.gz`;
    if (!plain.endsWith(".gz")) {
      using from = await Deno.open(plain);
      using to = await Deno.create(packed);
      await from.readable.pipeThrough(new CompressionStream("gzip")).pipeTo(to.writable);
    }
    const rows: string[][] = [];
    for (const path of plain.endsWith(".gz") ? [plain] : [plain, packed]) {
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          "--no-prompt",
          "--allow-read",
          "--allow-env",
          import.meta.filename!,
          "--read",
          path,
        ],
        stderr: "inherit",
      }).output();
      const read = JSON.parse(new TextDecoder().decode(stdout));
      rows.push([
        path.endsWith(".gz") ? "gzip" : "plain",
        read.megabytes.toFixed(0),
        read.ratings.toLocaleString("en-US"),
        read.timestamps === read.ratings ? "kept" : "none",
        read.seconds.toFixed(1),
        read.processor.toFixed(1),
        (read.ratings / read.seconds / 1e6).toFixed(2),
        read.peak.toFixed(0),
      ]);
    }
    table(
      ["file", "MB", "ratings", "timestamps", "s", "processor s", "M ratings/s", "peak MiB"],
      rows,
    )
      .forEach((line) => console.log(line));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A file like MovieLens' ratings.csv: users in order, their items ascending, one Unix time each. */
async function writeMadeUp(path: string, users: number): Promise<void> {
  using file = await Deno.create(path);
  const encoder = new TextEncoder();
  const step = 1000;
  file.writeSync(encoder.encode("userId,movieId,rating,timestamp\n"));
  for (let first = 0; first < users; first += step) {
    const some = Array.from({ length: Math.min(step, users - first) }, (_, k) => first + k);
    const { indptr, indices, values } = syntheticInputs(MOVIELENS_20M, some);
    let text = "";
    for (let r = 0; r < some.length; r++) {
      let time = 789_652_009 + 5000 * some[r];
      for (let k = indptr[r]; k < indptr[r + 1]; k++) {
        time += indices[k] % 600;
        const stars = 0.5 + 4.5 * values[k];
        text += `${some[r] + 1},${5 * indices[k] + 1},${stars.toFixed(1)},${time}\n`;
      }
    }
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  }
}
