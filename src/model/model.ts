import type { PersonalModel } from "./personal_model.ts";
import type { SharedModel } from "./shared_model.ts";

/** What either mode has learned. */
export type Model = PersonalModel | SharedModel;

/** The two ways of training: a network for each user, or one for the catalogue. */
export const MODES = ["personal", "shared"] as const;

/** Name of a way of training. */
export type Mode = typeof MODES[number];

/** Whether a model is one network for the whole catalogue. */
export function isShared(model: Model): model is SharedModel {
  return "network" in model;
}

/** How a model was trained. */
export function modeOf(model: Model): Mode {
  return isShared(model) ? "shared" : "personal";
}
