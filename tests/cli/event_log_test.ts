import { deepStrictEqual, throws } from "node:assert/strict";
import { openEventLog } from "../../src/cli/event_log.ts";

Deno.test("openEventLog() writes one event a line with its time, and continues a log", () => {
  const path = Deno.makeTempFileSync();
  try {
    const now = () => new Date(0);
    for (const events of [[{ event: "a" }, { event: "b", x: 1 }], [{ event: "c" }]]) {
      using log = openEventLog(path, now);
      events.forEach((event) => log.write(event));
    }
    const time = "1970-01-01T00:00:00.000Z";
    deepStrictEqual(
      Deno.readTextFileSync(path).trimEnd().split("\n").map((line) => JSON.parse(line)),
      [{ time, event: "a" }, { time, event: "b", x: 1 }, { time, event: "c" }],
    );
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("openEventLog() throws when its folder is missing", () => {
  throws(() => openEventLog("/nowhere/events.jsonl"), {
    name: "OutputError",
    message: /^Cannot write \/nowhere\/events.jsonl: /,
  });
});

Deno.test({
  name: "openEventLog() throws when the disk is full",
  ignore: Deno.build.os !== "linux",
  fn() {
    using log = openEventLog("/dev/full");
    throws(() => log.write({}), { name: "OutputError", message: /^Cannot write \/dev\/full: / });
  },
});
