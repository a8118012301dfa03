/**
 * The WebAssembly kernel of personal mode beside the plain C loop compiled by gcc, one thread each, in turns: edges times epochs per
 * second, counted on the graph's own edges, and the median over rounds of the ratio to the mean of the C runs before and after.
 * The kernel's times include placing each network in its memory and reading it back. The users come from a file of the
 * peers' preparation, `users.bin`.
 *
 *     python3 peers/prepare.py movielens-1m-dbpedia /tmp/ml1m
 *     gcc -O3 -march=native -ffast-math -fopenmp -o /tmp/personal_peer peers/personal_peer.c -lm
 *     deno run -A bench/personal_autoencoder_wasm_bench.ts --users /tmp/ml1m/users.bin --peer /tmp/personal_peer
 */
import { parseArgs } from "node:util";
import { createPersonalAutoencoderWasm } from "../src/kernels/personal_autoencoder_wasm.ts";
import type { PersonalNetworks } from "../src/kernels/personal_networks.ts";

const { values: flags } = parseArgs({
  options: {
    users: { type: "string" },
    peer: { type: "string" },
    every: { type: "string", default: "20" },
    epochs: { type: "string", default: "1000" },
    rounds: { type: "string", default: "5" },
  },
});
if (!flags.users || !flags.peer) throw new Error("Expected --users FILE and --peer PROGRAM");
const peer = flags.peer, epochs = Number(flags.epochs);
const path = await Deno.makeTempFile({ suffix: ".bin" });

/** One user of the file. */
interface User {
  readonly row: Uint32Array;
  readonly node: Uint32Array;
  readonly input: Float32Array;
  readonly power: Float32Array;
  readonly activation: Float32Array;
}

/** Reads every so-manieth user, and writes a file of those for the peer. */
function readUsers(file: string, every: number): User[] {
  const words = new Uint32Array(Deno.readFileSync(file).buffer);
  const floats = new Float32Array(words.buffer);
  const users: User[] = [], kept: number[] = [];
  for (let user = 0, at = 1; user < words[0]; user++) {
    const [items, nodes, edges] = words.subarray(at, at + 3);
    const first = at;
    at += 3;
    const next = <T>(from: { subarray(start: number, end: number): T }, count: number) =>
      from.subarray(at, at += count);
    const row = next(words, items + 1), node = next(words, edges), input = next(floats, items);
    const found = { row, node, input, power: next(floats, nodes), activation: next(floats, nodes) };
    if (user % every !== 0) continue;
    users.push(found);
    for (const word of words.subarray(first, at)) kept.push(word);
  }
  Deno.writeFileSync(path, new Uint8Array(Uint32Array.from([users.length, ...kept]).buffer));
  return users;
}

/** Packs the users; with classes, nodes on the same items become one. */
function pack(users: readonly User[], classes: boolean) {
  const starts = { item: [0], node: [0], edge: [0] };
  const input: number[] = [], itemRow = [0], edgeNode: number[] = [], multiplicity: number[] = [];
  const inputPower: number[] = [], activation: number[] = [], weight: number[] = [];
  for (const user of users) {
    const firstNode = multiplicity.length;
    const itemsOf = user.activation.reduce<string[]>((keys) => (keys.push(""), keys), []);
    const items = user.input.length;
    for (let i = 0; i < items; i++) {
      for (const c of user.node.subarray(user.row[i], user.row[i + 1])) itemsOf[c] += `${i},`;
    }
    const classOf = new Map<string, number>();
    const nodeOf = itemsOf.map((key, c) => {
      const name = classes ? key : `${c}`;
      const known = classOf.get(name) ?? classOf.size;
      if (known === classOf.size) {
        classOf.set(name, known);
        multiplicity.push(0);
        inputPower.push(user.power[c]);
        activation.push(user.activation[c]);
      }
      multiplicity[firstNode + known]++;
      return known;
    });
    for (let i = 0; i < items; i++) {
      const nodes = [...user.node.subarray(user.row[i], user.row[i + 1])].map((c) => nodeOf[c]);
      for (const c of new Set(nodes)) {
        edgeNode.push(c);
        weight.push(0.01 * Math.sqrt(multiplicity[firstNode + c]));
      }
      input.push(user.input[i]);
      itemRow.push(edgeNode.length);
    }
    starts.item.push(input.length);
    starts.node.push(multiplicity.length);
    starts.edge.push(edgeNode.length);
  }
  const none = new Uint32Array(0);
  const networks: PersonalNetworks = {
    count: users.length,
    itemStart: Uint32Array.from(starts.item),
    nodeStart: Uint32Array.from(starts.node),
    edgeStart: Uint32Array.from(starts.edge),
    input: Float32Array.from(input),
    itemRow: Uint32Array.from(itemRow),
    edgeNode: Uint32Array.from(edgeNode),
    nodeRow: none,
    nodeEdge: none,
    nodeItem: none,
    multiplicity: Uint32Array.from(multiplicity),
    inputPower: Float64Array.from(inputPower),
  };
  const state = () => ({
    activation: Float32Array.from(activation),
    weight: Float32Array.from(weight),
    loss: new Float32Array(users.length),
  });
  return { networks, state };
}

/** Million edges times epochs per second of the peer, on one thread. */
function runPeer(): number {
  const { stdout } = new Deno.Command(peer, {
    args: [path, `${epochs}`, "0.3"],
    env: { OMP_NUM_THREADS: "1" },
  }).outputSync();
  return Number(/edge-epochs\/s ([\d.]+) M/.exec(new TextDecoder().decode(stdout))![1]);
}

const users = readUsers(flags.users, Number(flags.every));
const edges = users.reduce((sum, { node }) => sum + node.length, 0);
const contenders = [];
for (const relaxed of [true, false]) {
  const trainer = await createPersonalAutoencoderWasm({ relaxed });
  if (trainer.relaxed !== relaxed) continue;
  for (const classes of [false, true]) {
    const name = `${relaxed ? "relaxed" : "plain"} SIMD, ${
      classes ? "classes" : "every attribute"
    }`;
    contenders.push(
      { name, trainer, ...pack(users, classes), rates: [], ratios: [] } as {
        name: string;
        trainer: typeof trainer;
        rates: number[];
        ratios: number[];
      } & ReturnType<typeof pack>,
    );
  }
}
const peerRates: number[] = [];
for (let round = 0; round < Number(flags.rounds); round++) {
  for (const { trainer, networks, state, rates, ratios } of contenders) {
    const before = runPeer(), trained = state(), start = performance.now();
    for (let network = 0; network < networks.count; network++) {
      trainer.train(networks, trained, network, { epochs, learningRate: 0.3 });
    }
    const rate = edges * epochs / (performance.now() - start) / 1000;
    const after = runPeer();
    peerRates.push(before, after);
    rates.push(rate);
    ratios.push(rate / ((before + after) / 2));
  }
}
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
console.log(`${users.length} users, ${edges} edges, ${epochs} epochs, one thread`);
console.log(`C peer: ${median(peerRates).toFixed(0)} M edge-epochs/s`);
for (const { name, rates, ratios } of contenders) {
  console.log(
    `${name}: ${median(rates).toFixed(0)} M edge-epochs/s, ${median(ratios).toFixed(2)} × C`,
  );
}
await Deno.remove(path);
