import { subtopicRecall, subtopicRecallElliot } from "../../src/metrics/subtopic_recall.ts";
import { ann, assertClose, context } from "./_worked.ts";

Deno.test("subtopic recall counts attributes of relevant items, Elliot's those of the catalogue", () => {
  assertClose(subtopicRecall.ofUser(ann, context), 2 / 3);
  assertClose(subtopicRecallElliot.ofUser(ann, context), 2 / 5);
});
