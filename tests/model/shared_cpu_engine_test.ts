import { ACTIVATIONS } from "../../src/kernels/activation.ts";
import { BATCH_LOSSES } from "../../src/kernels/batch_loss_cpu.ts";
import { sharedGradients } from "../../src/kernels/shared_step_cpu.ts";
import { sharedCpuEngine } from "../../src/model/shared_cpu_engine.ts";
import { close, stream } from "../kernels/_edges.ts";
import { randomProblem } from "./_shared_problem.ts";

const SIZES = { items: 40, neurons: 30, edges: 200, users: 33, biases: true, different: false };

Deno.test("a step of length 1 takes off the gradient of sharedGradients, for every objective", async () => {
  for (const loss of BATCH_LOSSES) {
    for (const activation of ACTIVATIONS) {
      for (let kind = 0; kind < 8; kind++) {
        const excludeOwnPath = (kind & 1) > 0;
        const sizes = { ...SIZES, biases: (kind & 2) > 0, different: (kind & 4) > 0 };
        const objective = { activation, loss, excludeOwnPath };
        const what = JSON.stringify({ ...objective, ...sizes });
        const { encoder, decoder, topology, parameters, batch } = randomProblem(
          stream(what),
          sizes,
          objective,
        );
        const expected = sharedGradients(topology, parameters, objective, batch);
        using engine = await sharedCpuEngine({ threads: 1 + kind % 2 * 2 })(
          {
            encoder,
            decoder,
            objective,
            optimiser: { kind: "sgd", weightDecay: 0 },
            batchSize: 64,
          },
          { parameters, steps: 0 },
        );
        await engine.step(batch, 1);
        const after = (await engine.read()).parameters;
        for (const name of ["encoder", "decoder", "hiddenBias", "outputBias"] as const) {
          const gradient = after[name]?.map((w, k) => parameters[name]![k] - w) ?? [];
          close(gradient, expected.gradients[name] ?? [], 3e-6, `${name} of ${what}`);
        }
        close([await engine.takeLoss()], [expected.losses.reduce((a, b) => a + b, 0)], 1e-5, what);
      }
    }
  }
});
