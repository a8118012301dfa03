import { graphQuery, type GraphQuestion, type Page } from "./graph_question.ts";
import type { PoliteClient } from "./polite_client.ts";
import { isTooMuch, type RemoteError } from "./remote_error.ts";
import { askEndpoint, type EndpointAnswer, type EndpointOptions } from "./sparql_endpoint.ts";
import type { GraphRow } from "./sparql_results.ts";
import { type GraphFact, inOrder, keptAnswer, type SubjectAnswer } from "./subject_answer.ts";
import { askPages } from "./subject_pages.ts";

/** Keeps answers between runs, so that nothing is asked twice. */
export interface AnswerCache {
  /** What was kept under a key, if anything. */
  get(key: string): Promise<string | undefined>;
  /** Keeps a text, whole or not at all. */
  set(key: string, text: string): Promise<void>;
}

/** How subjects are asked for. */
export interface BatchOptions extends EndpointOptions {
  /** Subjects in a query (default 50). */
  readonly batchSize?: number;
  /** Most rows that the endpoint gives (default 10,000): an answer of so many is asked again in halves, or in pages. */
  readonly rowCap?: number;
  /** What was answered before. */
  readonly cache?: AnswerCache;
  /** Asks anew and replaces what the cache holds. */
  readonly refresh?: boolean;
}

/** What was asked and what came back. */
export interface AnswerBook {
  /** Answers by subject. */
  readonly answers: Map<string, SubjectAnswer>;
  /** Subjects for which the endpoint failed every time. */
  readonly failed: Map<string, RemoteError>;
  /** Answers that came from the cache. */
  cached: number;
}

/** So many subjects in a row without an answer, and the endpoint is taken to be broken. */
const PATIENCE = 3;

/**
 * What is kept of a subject that failed: it is asked for behind the others next time, so that some that always fail do not keep the work
 * from ever getting past them.
 */
const FAILED = '{"failed":true}';

/**
 * Asks a question of every subject: in batches, in halves of a batch where an answer is too large, too slow or breaks off, in pages
 * where that of a single subject is, and not at all where the cache knows.
 *
 * @param client What sends the requests.
 * @param subjects IRIs; each is asked once.
 * @param question What is wanted of each.
 * @param options How they are asked for.
 * @param book Where answers go, as they come.
 * @param onAnswer Called with the number of subjects that are done with.
 * @param signal Stops between two requests and within them.
 * @throws {RemoteError} Where the endpoint is given up; what it said before is in the book.
 * @throws The signal's reason.
 */
export async function askSubjects(
  client: PoliteClient,
  subjects: readonly string[],
  question: GraphQuestion,
  options: BatchOptions,
  book: AnswerBook,
  onAnswer: (done: number) => void = () => {},
  signal?: AbortSignal,
): Promise<void> {
  const { batchSize = 50, rowCap = 10_000, cache, refresh } = options;
  const keyOf = (subject: string) =>
    JSON.stringify([options.endpoint, options.parameters ?? {}, question, rowCap, subject]);
  const pending: string[] = [], late: string[] = [];
  let done = 0, failures = 0, answered = false;

  const keep = async (subject: string, answer: SubjectAnswer) => {
    failures = 0;
    answered = true;
    book.answers.set(subject, answer);
    await cache?.set(keyOf(subject), JSON.stringify(answer));
    onAnswer(++done);
  };
  const fail = async (subject: string, error: RemoteError) => {
    book.failed.set(subject, error);
    if (!refresh) await cache?.set(keyOf(subject), FAILED);
    if (++failures >= PATIENCE && !(answered && late.includes(subject))) throw error;
    onAnswer(++done);
  };
  const ask = (batch: readonly string[], page?: Page) =>
    askEndpoint(client, options, graphQuery(question, batch, page), batch.length > 1);

  const askBatch = async (batch: readonly string[]): Promise<void> => {
    let found: [subject: string, answer: SubjectAnswer][];
    try {
      const answer = await ask(batch);
      const cut = mayBeCut(answer, rowCap);
      if (cut && batch.length > 1) return await askHalves(batch);
      const size = Math.min(rowCap, answer.rows.length);
      found = cut
        ? [[batch[0], await askPages((page) => ask(batch, page), size)]]
        : answersOf(batch, answer.rows);
    } catch (error) {
      if (!isTooMuch(error)) throw error;
      return batch.length > 1 ? await askHalves(batch) : await fail(batch[0], error as RemoteError);
    }
    for (const [subject, answer] of found) await keep(subject, answer);
  };
  const askHalves = async (batch: readonly string[]) => {
    const middle = batch.length >> 1;
    await askBatch(batch.slice(0, middle));
    await askBatch(batch.slice(middle));
  };
  for (const subject of new Set(subjects)) {
    signal?.throwIfAborted();
    const kept = refresh ? undefined : await cache?.get(keyOf(subject));
    const known = keptAnswer(kept);
    if (known === undefined) {
      (kept === undefined ? pending : late).push(subject);
      continue;
    }
    book.answers.set(subject, known);
    book.cached++;
    onAnswer(++done);
  }
  pending.push(...late);
  for (let start = 0; start < pending.length; start += batchSize) {
    signal?.throwIfAborted();
    await askBatch(pending.slice(start, start + batchSize));
  }
}

/** Servers cut at round numbers, not all of them say so, and asking again where one is met by chance costs little. */
function mayBeCut({ rows, cut }: EndpointAnswer, rowCap: number): boolean {
  return rows.length > 0 && (cut || rows.length >= rowCap || rows.length % 1000 === 0);
}

function answersOf(
  batch: readonly string[],
  rows: readonly GraphRow[],
): [subject: string, answer: SubjectAnswer][] {
  const facts = new Map<string, GraphFact[]>(batch.map((subject) => [subject, []]));
  for (const { item, relation, value } of rows) facts.get(item)?.push({ relation, value });
  return [...facts].map(([subject, found]) => [
    subject,
    { facts: inOrder(found), cutShort: false },
  ]);
}
