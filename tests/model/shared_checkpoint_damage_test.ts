import { ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { InputError } from "../../src/errors.ts";
import { parseSafetensors, type Tensor, writeSafetensors } from "../../src/formats/safetensors.ts";
import type { ModelContent } from "../../src/model/checkpoint.ts";
import { readSharedModel, sharedModelContent } from "../../src/model/shared_checkpoint.ts";
import { ridgeModel, sharedModel } from "./_shared_models.ts";

/** Everything that can be in a file: biases, moments, an unfinished training. */
const whole = sharedModelContent({
  model: await sharedModel({ training: { biases: true }, batches: 4 }),
  notes: {},
});

/** Reads the whole model with one file replaced; the error must name that file. */
function rejects(change: Partial<ModelContent>, file: string, problem: RegExp, from = whole) {
  throws(() => readSharedModel({ ...from, ...change }, "m"), (error: unknown) => {
    ok(error instanceof InputError, `${error}`);
    ok(error.message.startsWith(`Cannot read m/${file}: `), error.message);
    ok(problem.test(error.message), error.message);
    return true;
  });
}

/** A JSON file with some keys changed; undefined takes a key away. */
const changed = (text: string, change: Record<string, unknown>) =>
  JSON.stringify({ ...JSON.parse(text), ...change });

/** The tensors with some of them changed; undefined takes one away. */
function tensorsWith(change: Record<string, Tensor | undefined>): Uint8Array {
  const { tensors } = parseSafetensors(whole.tensors, "m");
  const entries = Object.entries({ ...Object.fromEntries(tensors), ...change });
  return writeSafetensors(
    Object.fromEntries(entries.filter((entry) => entry[1] !== undefined)) as Record<string, Tensor>,
  );
}

/** One tensor's elements, to change. */
const elements = (name: string) =>
  parseSafetensors(whole.tensors, "m").tensors.get(name)!.data as Int32Array<ArrayBuffer>;
const tensor = (data: Tensor["data"]): Tensor => ({ shape: [data.length], data });

Deno.test("readSharedModel() throws an InputError when a text file is damaged or of another format", () => {
  rejects({ config: whole.config.slice(0, 30) }, "config.json", /not valid JSON/);
  rejects({ vocabulary: whole.vocabulary.slice(0, -5) }, "vocabulary.json", /not valid JSON/);
  for (const text of ["null", "[]", "3"]) {
    rejects({ config: text }, "config.json", /expected a JSON object/);
    rejects({ vocabulary: text }, "vocabulary.json", /expected a JSON object/);
  }
  rejects(
    { config: changed(whole.config, { version: 2 }) },
    "config.json",
    /format is 'semauto-shared' version 2, expected 'semauto-shared' version 1/,
  );
  rejects({ config: "{}" }, "config.json", /format is 'undefined' version undefined/);
});

Deno.test("readSharedModel() throws an InputError when a key of the config is missing or wrong", async () => {
  const { settings, network, training, unfinished } = JSON.parse(whole.config);
  const wrong = (key: string, from: string, values: unknown[], content = whole) => {
    for (const value of values) {
      rejects(
        { config: changed(from, { [key]: value }) },
        "config.json",
        RegExp(`'${key}'`),
        content,
      );
    }
  };
  /** The object without each of its keys in turn. */
  const without = (object: Record<string, unknown>, ...optional: string[]) =>
    Object.keys(object).filter((key) => !optional.includes(key)).map((key) => ({
      ...object,
      [key]: undefined,
    }));
  const { config } = whole;
  wrong("complete", config, [undefined, 1]);
  wrong("scale", config, [undefined, null, "explicit", { min: 1 }, { min: 5, max: 1 }]);
  wrong("statistics", config, [undefined, 7]);
  wrong("notes", config, [undefined, []]);
  wrong("settings", config, [
    undefined,
    ...without(settings),
    ...without(settings.training).map((training) => ({ ...settings, training })),
    { ...settings, neurons: "all" },
    { ...settings, fans: 0 },
    { ...settings, training: { ...settings.training, biases: 1 } },
    { ...settings, training: { ...settings.training, epochs: 0 } },
    { ...settings, training: { ...settings.training, loss: "hinge" } },
    { ...settings, training: { solver: "ridge" } },
    { ...settings, training: null },
  ]);
  wrong("network", config, [
    undefined,
    ...without(network),
    { ...network, activation: "sine" },
    { ...network, attributes: -1 },
    { ...network, input: { value: "odd", normalise: false } },
    { ...network, input: { value: "seen" } },
  ]);
  wrong("training", config, [
    undefined,
    ...without(training),
    { ...training, solver: "ridge" },
    { ...training, bestEpoch: 99 },
    { ...training, epochs: [{ epoch: 2, loss: 1, learningRate: 1 }] },
    { ...training, epochs: [{ epoch: 1, loss: null, learningRate: 1 }] },
    { ...training, epochs: [{ epoch: 1, loss: 1, learningRate: 1, ndcg: "high" }] },
  ]);
  wrong("unfinished", config, [
    null,
    ...without(unfinished),
    { ...unfinished, epoch: -1 },
    { ...unfinished, steps: 0.5 },
    { ...unfinished, loss: "low" },
  ]);
  const ridge = sharedModelContent({ model: await ridgeModel(), notes: {} });
  const closed = JSON.parse(ridge.config).training;
  wrong("training", ridge.config, [
    ...without(closed),
    { ...closed, trials: [{ fansPenalty: 1 }] },
  ], ridge);
  wrong("unfinished", ridge.config, [unfinished], ridge);
});

Deno.test("readSharedModel() throws an InputError when the files do not belong together", () => {
  const { network } = JSON.parse(whole.config);
  const config = (change: Record<string, unknown>) =>
    changed(whole.config, { network: { ...network, ...change } });
  rejects(
    { config: config({ attributes: network.attributes + 1 }) },
    "config.json",
    /the number of attribute neurons is \d+, expected 0 or \d+/,
  );
  rejects(
    { config: config({ attributes: 0 }) },
    "model.safetensors",
    /'network.encoder.indices' holds \d+ in row \d+, expected ascending numbers below/,
  );
  const { users, items, attributes } = JSON.parse(whole.vocabulary);
  const foreign = (change: Record<string, unknown>, file: string, problem: RegExp) =>
    rejects({ vocabulary: changed(whole.vocabulary, change) }, file, problem);
  foreign({ users: [...users, "eve"] }, "model.safetensors", /'ratings.indptr' has/);
  foreign({ items: items.slice(1), itemLabels: undefined }, "model.safetensors", /'ratings.ind/);
  foreign({ attributes: attributes.slice(1) }, "config.json", /number of attribute neurons/);
});

Deno.test("readSharedModel() throws an InputError when a tensor is missing, wrong or too long", () => {
  const broken = (name: string, replacement: Tensor | undefined, problem: RegExp) =>
    rejects({ tensors: tensorsWith({ [name]: replacement }) }, "model.safetensors", problem);
  const names = [...parseSafetensors(whole.tensors, "m").tensors.keys()];
  strictEqual(names.length, 26);
  for (const name of names) {
    broken(name, undefined, RegExp(`'${name}' is missing`));
    broken(name, tensor(new Float64Array(3)), RegExp(`'${name}' is a Float64Array, expected a `));
    const longer = elements(name).constructor as typeof Int32Array;
    broken(
      name,
      tensor(new longer([...elements(name), 0])),
      /elements, expected|ends row|'network.fans' holds 0/,
    );
    if (!/(network|unfinished)\..*(values|bias)$/.test(name)) continue;
    for (const value of [NaN, Infinity, -Infinity]) {
      const data = elements(name);
      data[1] = value;
      broken(name, tensor(data), RegExp(`'${name}' holds ${value}, expected finite numbers`));
    }
  }
  const squares = elements("unfinished.square.encoder.values");
  squares[0] = -1;
  broken(
    "unfinished.square.encoder.values",
    tensor(squares),
    /holds -1, expected finite numbers from 0/,
  );
});

Deno.test("readSharedModel() throws an InputError when rows, columns or fans are out of order", () => {
  for (const name of ["ratings", "graph", "network.encoder", "network.decoder"]) {
    const broken = (
      part: string,
      change: (data: Int32Array<ArrayBuffer>) => void,
      problem: RegExp,
    ) => {
      const data = elements(`${name}.${part}`);
      change(data);
      const tensors = tensorsWith({ [`${name}.${part}`]: tensor(data) });
      rejects({ tensors }, "model.safetensors", problem);
    };
    broken("indptr", (data) => data[0] = 1, /indptr' ends row 0 at \d+ from 1/);
    broken("indptr", (data) => data[1] = -1, /indptr' ends row 0 at 4294967295/);
    broken("indptr", (data) => data[1] = data[2] + 1, /indptr' ends row 1|indices' holds/);
    broken("indices", (data) => data[0] = 999, /indices' holds 999 in row 0/);
    broken("indices", (data) => data[0] = -1, /indices' holds 4294967295 in row 0/);
    broken("indices", (data) => data[1] = data[0], /indices' holds \d+ in row 0, expected asc/);
  }
  for (const [at, value] of [[0, -1], [1, 0], [19, 99]]) {
    const fans = elements("network.fans");
    fans[at] = value;
    const tensors = tensorsWith({ "network.fans": tensor(fans) });
    rejects({ tensors }, "model.safetensors", /'network.fans' holds \d+, expected ascending/);
  }
});

Deno.test("readSharedModel() throws an InputError when the tensor file is cut anywhere", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.tensors.length - 1 }), (length) => {
      rejects({ tensors: whole.tensors.slice(0, length) }, "model.safetensors", /./);
    }),
    { seed: 2017 },
  );
});

Deno.test("readSharedModel() never fails but with an InputError when any byte is changed", () => {
  const bytes = { tensors: whole.tensors };
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const tensors = bytes.tensors.slice();
      tensors[at % tensors.length] ^= change;
      try {
        readSharedModel({ ...whole, tensors }, "m");
      } catch (error) {
        ok(error instanceof InputError, `${error}`);
      }
    }),
    { seed: 2017, numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 127 }), (at, change) => {
      const config = [...whole.config];
      const k = at % config.length;
      config[k] = String.fromCharCode(config[k].charCodeAt(0) ^ change);
      try {
        readSharedModel({ ...whole, config: config.join("") }, "m");
      } catch (error) {
        ok(error instanceof InputError, `${error}`);
      }
    }),
    { seed: 2017, numRuns: 2000 },
  );
});
