import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { folderTest, loadPersonal, runJson, writeData } from "./_program.ts";

/** Reads a safetensors file with nothing but Python's standard library; prints shapes, types and sums. */
const READER = `
import json, struct, sys
with open(sys.argv[1], "rb") as file:
    header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    data = file.read()
codes = {"F32": "f", "I32": "i", "U8": "B"}
out = {}
for name, tensor in header.items():
    if name == "__metadata__":
        continue
    start, end = tensor["data_offsets"]
    count = 1
    for length in tensor["shape"]:
        count *= length
    values = struct.unpack("<%d%s" % (count, codes[tensor["dtype"]]), data[start:end])
    # One by one: newer versions of sum() round better than a plain loop does.
    total = 0.0
    for value in values:
        total += value
    out[name] = {"dtype": tensor["dtype"], "shape": tensor["shape"], "sum": total}
print(json.dumps(out))
`;

const python = await new Deno.Command("python3", { args: ["-c", ""], stderr: "null" }).output()
  .then(({ success }) => success, () => false);
if (!python) console.log("The test with Python is skipped: there is no python3");

folderTest("python3 reads a model's tensors with its standard library alone", async (folder) => {
  const { flags } = writeData(folder);
  await runJson(["train", ...flags, "--save-weights", "--out", `${folder}/m`]);
  const { stdout, stderr, success } = await new Deno.Command("python3", {
    args: ["-c", READER, `${folder}/m/model.safetensors`],
  }).output();
  ok(success, new TextDecoder().decode(stderr));
  const found = JSON.parse(new TextDecoder().decode(stdout));
  const { model } = await loadPersonal(`${folder}/m`);
  const { activations, dataset: { interactions: { ratings }, graph } } = model;
  const expected = {
    "profiles.indptr": activations.indptr,
    "profiles.indices": activations.indices,
    "profiles.values": activations.values,
    "ratings.indptr": ratings.indptr,
    "ratings.indices": ratings.indices,
    "ratings.values": ratings.values,
    "graph.indptr": graph.itemStart,
    "graph.indices": graph.itemAttributes,
    "loss": model.loss,
    "user_state": model.userState,
    "decoder.values": model.decoderWeights!,
  };
  deepStrictEqual(Object.keys(found).sort(), Object.keys(expected).sort());
  for (const [name, data] of Object.entries(expected)) {
    const { dtype, shape, sum } = found[name];
    const type = data instanceof Float32Array ? "F32" : data instanceof Uint8Array ? "U8" : "I32";
    deepStrictEqual([dtype, shape], [type, [data.length]], name);
    let total = 0;
    for (const value of data) total += value;
    strictEqual(sum, total, name);
  }
}, { ignore: !python });
