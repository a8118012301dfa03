import type { SharedSettings } from "../model/shared_settings.ts";

/**
 * What gradient training tells of itself, in the order in which it happens. Each is a plain object of strings and numbers: one line of JSON.
 * A training begins with `started`, and with `resumed` after it where it goes on from an interrupted one. Each epoch gives `epoch`, `validated` after it
 * where it was validated, and `improved` after that where no epoch before was as good. It ends with `finished`, after `stopped-early` where
 * patience ran out, or with `interrupted`.
 */
export type TrainingEvent =
  | StartedEvent
  | UnvalidatedEvent
  | ResumedEvent
  | EpochEvent
  | ValidatedEvent
  | ImprovedEvent
  | StoppedEarlyEvent
  | InterruptedEvent
  | FinishedEvent;

/** A training begins. */
export interface StartedEvent {
  /** Tells events apart. */
  readonly event: "started";
  /** How it is built and trained. */
  readonly settings: SharedSettings;
  /** Where it computes. */
  readonly engine: string;
  /** Users who are trained on. */
  readonly users: number;
  /** Items of the catalogue. */
  readonly items: number;
  /** Ratings that are trained on, without those held out. */
  readonly ratings: number;
  /** Attribute neurons. */
  readonly attributeNeurons: number;
  /** Fans neurons. */
  readonly fansNeurons: number;
  /** Edges into neurons. */
  readonly encoderEdges: number;
  /** Edges out of neurons. */
  readonly decoderEdges: number;
  /** Steps in an epoch. */
  readonly batches: number;
  /** Users whom validations judge; 0 without validation. */
  readonly validationUsers: number;
  /** Bytes held at once beside the training data. */
  readonly bytes: number;
}

/** A validation was asked for, but there is nothing to validate by: training uses all data and keeps the last weights. */
export interface UnvalidatedEvent {
  /** Tells events apart. */
  readonly event: "unvalidated";
  /** Why, as a sentence without a full stop. */
  readonly reason: string;
}

/** The training goes on from an interrupted one. */
export interface ResumedEvent {
  /** Tells events apart. */
  readonly event: "resumed";
  /** Epochs finished before. */
  readonly epoch: number;
  /** Batches finished of the next epoch. */
  readonly batch: number;
}

/** An epoch is finished. */
export interface EpochEvent {
  /** Tells events apart. */
  readonly event: "epoch";
  /** The epoch, from 1. */
  readonly epoch: number;
  /** Mean loss of a user, as the steps of the epoch saw it. */
  readonly loss: number;
  /** Learning rate of the last step. */
  readonly learningRate: number;
  /** Seconds that its steps took; of a resumed epoch, those since it was resumed. */
  readonly seconds: number;
}

/** An epoch's weights were judged by the held-out part. */
export interface ValidatedEvent {
  /** Tells events apart. */
  readonly event: "validated";
  /** The epoch, from 1. */
  readonly epoch: number;
  /** nDCG@10 on the held-out part. */
  readonly ndcg: number;
  /** Seconds that it took. */
  readonly seconds: number;
}

/** An epoch's weights are the best so far, and kept. */
export interface ImprovedEvent {
  /** Tells events apart. */
  readonly event: "improved";
  /** The epoch, from 1. */
  readonly epoch: number;
  /** Its nDCG@10 on the held-out part. */
  readonly ndcg: number;
}

/** Patience ran out. */
export interface StoppedEarlyEvent {
  /** Tells events apart. */
  readonly event: "stopped-early";
  /** The last epoch. */
  readonly epoch: number;
  /** The epoch whose weights are kept. */
  readonly bestEpoch: number;
}

/** The signal fired. */
export interface InterruptedEvent {
  /** Tells events apart. */
  readonly event: "interrupted";
  /** Epochs finished. */
  readonly epoch: number;
  /** Batches finished of the next epoch. */
  readonly batch: number;
}

/** The training is complete. */
export interface FinishedEvent {
  /** Tells events apart. */
  readonly event: "finished";
  /** Epochs trained. */
  readonly epochs: number;
  /** The epoch whose weights are kept. */
  readonly bestEpoch: number;
  /** Its nDCG@10 on the held-out part, where it was validated. */
  readonly ndcg?: number;
  /** Seconds since the training began or was resumed. */
  readonly seconds: number;
}
