/**
 * What long work tells its caller while it runs. Library code emits events and prints nothing.
 *
 * @module
 */

/** Progress of one stage of the work. */
export interface ProgressEvent {
  /** What is being done: `"train"`, `"rank"`, ... */
  readonly stage: string;
  /** Units finished so far. */
  readonly done: number;
  /** Units in all. */
  readonly total: number;
  /** What a unit is, in the plural: `"users"`. */
  readonly unit: string;
  /** Share of the work that is done, 0 to 1, where units differ in size. */
  readonly share?: number;
  /** Mean loss over the users finished so far, where the stage has a loss. */
  readonly loss?: number;
}

/** Options that every long-running function takes. */
export interface RunOptions {
  /** Called as the work advances; never called again after the function has returned. */
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Stops the work at the next safe point; the function says what it returns then. */
  readonly signal?: AbortSignal;
}
