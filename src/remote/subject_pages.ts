import type { Page, PageStart } from "./graph_question.ts";
import { isTooMuch } from "./remote_error.ts";
import type { EndpointAnswer } from "./sparql_endpoint.ts";
import { type GraphFact, inOrder, type SubjectAnswer } from "./subject_answer.ts";

/**
 * Asks for the facts of one subject page by page. Each page begins at the last row of the one before, so that the endpoint has no
 * offset to sort past, and changes meanwhile lose nothing.
 *
 * @param ask Asks for a page.
 * @param size Rows of a page.
 * @returns All facts; cut short where a page is too much for the endpoint, or where more facts than a page holds have the same relation and the
 * same text.
 * @throws {RemoteError} Where it fails for the first page, or is too busy for any or refuses it.
 */
export async function askPages(
  ask: (page: Page) => Promise<EndpointAnswer>,
  size: number,
): Promise<SubjectAnswer> {
  const facts = new Map<string, GraphFact>();
  const answer = (cutShort: boolean) => ({ facts: inOrder(facts.values()), cutShort });
  let from: PageStart | undefined;
  for (;;) {
    let page: EndpointAnswer;
    try {
      page = await ask({ size, from });
    } catch (error) {
      // An endpoint that is busy or refuses says nothing of this subject, whose answer is kept.
      if (!isTooMuch(error) || facts.size === 0) throw error;
      return answer(true);
    }
    const before = facts.size;
    for (const { relation, value } of page.rows) {
      facts.set(JSON.stringify([relation, value]), { relation, value });
    }
    if (page.rows.length < size && !page.cut) return answer(false);
    if (facts.size === before) return answer(true);
    const last = page.rows[page.rows.length - 1];
    from = { relation: last.relation, value: last.value.value };
  }
}
