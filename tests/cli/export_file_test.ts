import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { writeExport } from "../../src/cli/export_file.ts";
import { openSession } from "../../src/cli/session.ts";
import { type SumCheck, sumCheck } from "../../src/explain/sum_check.ts";
import { folderTest } from "./_program.ts";

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

/** Runs `body` with a session that is closed afterwards. */
async function inSession<T>(body: (session: ReturnType<typeof openSession>) => Promise<T>) {
  const session = openSession();
  try {
    return await body(session);
  } finally {
    session.close();
  }
}

/** Pieces of a text whose only explanation is off by `error`. */
function* piecesOff(error: number, check: SumCheck): Generator<string> {
  yield "a";
  check.add({
    user: "ann",
    item: "Heat",
    score: 1 + error,
    error: 0,
    evidence: "exact",
    sentence: "It is.",
    reasons: [{
      kind: "attribute",
      relation: "a",
      value: "b",
      label: "a: b",
      contribution: 1,
      weight: 1,
      ofItem: true,
      evidence: [],
    }],
  });
  yield "b\n";
}

folderTest("writeExport() writes the pieces and says how much memory there was", async (folder) => {
  const out = `${folder}/out`;
  for (const count of [0, 1, 100_000]) {
    const pieces = Array.from({ length: count }, (_, k) => `piece ${k}\n`);
    const memory = await inSession((session) => writeExport(out, pieces, sumCheck(), session));
    strictEqual(Deno.readTextFileSync(out), pieces.join(""));
    ok(memory > 1e6);
  }
  deepStrictEqual(namesIn(folder), ["out"]);
});

folderTest(
  "writeExport() leaves the old file when a sum is off by more than 1e-5",
  async (folder) => {
    const out = `${folder}/out`;
    Deno.writeTextFileSync(out, "old");
    const write = (error: number) => {
      const check = sumCheck();
      return inSession((session) => writeExport(out, piecesOff(error, check), check, session));
    };
    await rejects(write(2e-5), {
      name: "OutputError",
      message:
        `Cannot write ${out}: the reasons of item 'Heat' for user 'ann' miss its score by 0.000020 of it, expected at most 0.00001`,
    });
    deepStrictEqual([namesIn(folder), Deno.readTextFileSync(out)], [["out"], "old"]);
    await write(0.5e-5);
    deepStrictEqual([namesIn(folder), Deno.readTextFileSync(out)], [["out"], "ab\n"]);
  },
);
