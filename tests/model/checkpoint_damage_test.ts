import { ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { InputError } from "../../src/errors.ts";
import { parseSafetensors, type Tensor, writeSafetensors } from "../../src/formats/safetensors.ts";
import { type ModelContent, modelContent, readModel } from "../../src/model/checkpoint.ts";
import { oddUsers, trainOnCpu } from "./_datasets.ts";

const whole = modelContent({
  model: await trainOnCpu(oddUsers(), {}, { keepWeights: true }),
  itemLabels: ["Heat", "Ali", "Up", "Ran", "Bare"],
  notes: {},
});

/** Reads the whole model with one file replaced; the error must name that file. */
function rejects(change: Partial<ModelContent>, file: string, problem: RegExp) {
  throws(() => readModel({ ...whole, ...change }, "m"), (error: unknown) => {
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
  const entries = { ...Object.fromEntries(tensors), ...change };
  return writeSafetensors(
    Object.fromEntries(Object.entries(entries).filter((entry) => entry[1] !== undefined)) as Record<
      string,
      Tensor
    >,
  );
}

/** One tensor's elements, to change. */
const elements = (name: string) =>
  parseSafetensors(whole.tensors, "m").tensors.get(name)!.data as Int32Array<ArrayBuffer>;
const tensor = (data: Tensor["data"]): Tensor => ({ shape: [data.length], data });

Deno.test("readModel() throws an InputError when a text file is cut short", () => {
  rejects({ config: whole.config.slice(0, 30) }, "config.json", /not valid JSON/);
  rejects({ config: "" }, "config.json", /not valid JSON/);
  rejects({ vocabulary: whole.vocabulary.slice(0, -5) }, "vocabulary.json", /not valid JSON/);
});

Deno.test("readModel() throws an InputError when a text file holds something else", () => {
  for (const text of ["null", "[]", "3", '"model"']) {
    rejects({ config: text }, "config.json", /expected a JSON object/);
    rejects({ vocabulary: text }, "vocabulary.json", /expected a JSON object/);
  }
  rejects({ config: "{}" }, "config.json", /format is 'undefined' version undefined/);
  rejects({ vocabulary: "{}" }, "vocabulary.json", /'users' is missing, expected ids, each once/);
});

Deno.test("readModel() throws an InputError when a key of the config is missing or wrong", () => {
  const settings = JSON.parse(whole.config).settings;
  for (
    const [key, values] of Object.entries({
      complete: [undefined, 1],
      settings: [
        undefined,
        {},
        { ...settings, epochs: 0 },
        { ...settings, epochs: undefined },
        { ...settings, initialisation: { kind: "he", value: 1 } },
        { ...settings, initialisation: null },
      ],
      scale: [undefined, null, "explicit", { min: 1 }, { min: 5, max: 1 }],
      statistics: [undefined, 7],
      notes: [undefined, []],
    })
  ) {
    for (const value of values) {
      rejects({ config: changed(whole.config, { [key]: value }) }, "config.json", RegExp(key));
    }
  }
});

Deno.test("readModel() throws an InputError when the vocabulary is wrong or of another model", () => {
  const { users, items } = JSON.parse(whole.vocabulary);
  const damaged = (change: Record<string, unknown>, problem: RegExp) =>
    rejects({ vocabulary: changed(whole.vocabulary, change) }, "vocabulary.json", problem);
  damaged({ users: [...users.slice(1), users[1]] }, /'users' is .*expected ids, each once/);
  damaged({ items: [...items.slice(1), 5] }, /'items' is .*expected ids, each once/);
  damaged({ itemLabels: ["Heat"] }, /'itemLabels' is .*expected 5 titles/);
  damaged({ attributes: [{ relation: "genre" }] }, /'attributes' is .*expected relations/);
  // In themselves these are in order, but the tensors are of other sizes.
  const foreign = (change: Record<string, unknown>, problem: RegExp) =>
    rejects({ vocabulary: changed(whole.vocabulary, change) }, "model.safetensors", problem);
  foreign({ users: [...users, "eve"] }, /'ratings.indptr' has 7 elements, expected 8/);
  foreign(
    { items: items.slice(1), itemLabels: undefined },
    /'ratings.indices' holds 4 in row 4, expected ascending numbers below 4/,
  );
  foreign({ attributes: [] }, /'graph.indices' holds 0 in row 0/);
});

Deno.test("readModel() throws an InputError when a tensor is missing, wrong or too long", () => {
  const broken = (name: string, replacement: Tensor | undefined, problem: RegExp) =>
    rejects({ tensors: tensorsWith({ [name]: replacement }) }, "model.safetensors", problem);
  for (const name of parseSafetensors(whole.tensors, "m").tensors.keys()) {
    if (name !== "decoder.values") broken(name, undefined, RegExp(`'${name}' is missing`));
    broken(name, tensor(new Float64Array(3)), RegExp(`'${name}' is a Float64Array, expected a `));
    const longer = elements(name).constructor as typeof Int32Array;
    broken(name, tensor(new longer([...elements(name), 0])), /elements, expected|ends row/);
  }
  broken("user_state", tensor(Uint8Array.of(1, 1, 1, 1, 3, 1)), /'user_state' holds 3/);
});

Deno.test("readModel() throws an InputError when a matrix holds what is no number", () => {
  for (const name of ["ratings.values", "profiles.values"]) {
    const data = elements(name) as unknown as Float32Array<ArrayBuffer>;
    data[1] = NaN;
    const tensors = tensorsWith({ [name]: tensor(data) });
    rejects({ tensors }, "model.safetensors", /values' holds NaN, expected finite numbers/);
  }
});

Deno.test("readModel() throws an InputError when rows or columns are out of order", () => {
  for (const name of ["ratings", "profiles", "graph"]) {
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
    broken("indices", (data) => data[0] = 99, /indices' holds 99 in row 0/);
    broken("indices", (data) => data[0] = -1, /indices' holds 4294967295 in row 0/);
    broken("indices", (data) => data[1] = data[0], /indices' holds \d+ in row 0, expected asc/);
  }
});

Deno.test("readModel() throws an InputError when the tensor file is cut anywhere", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.tensors.length - 1 }), (length) => {
      rejects({ tensors: whole.tensors.slice(0, length) }, "model.safetensors", /./);
    }),
    { seed: 2017 },
  );
});

Deno.test("readModel() never fails but with an InputError when any byte is changed", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const tensors = whole.tensors.slice();
      tensors[at % tensors.length] ^= change;
      try {
        readModel({ ...whole, tensors }, "m");
      } catch (error) {
        ok(error instanceof InputError, `${error}`);
      }
    }),
    { seed: 2017, numRuns: 2000 },
  );
});
