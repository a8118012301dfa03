import { type PersonalModel, UserState } from "../model/personal_model.ts";

/** What became of the users, in numbers. */
export interface TrainingSummary {
  /** Users with a trained network. */
  readonly trainedUsers: number;
  /** Users without a rated item that has an attribute. */
  readonly usersWithoutBasis: number;
  /** Users that an interruption left untrained. */
  readonly untrainedUsers: number;
  /** Mean squared error over the trained users, each as its last epoch saw it. */
  readonly meanLoss: number;
}

/**
 * Sums up a training.
 *
 * @param model The model.
 * @returns Counts and the mean loss.
 */
export function summarise(model: PersonalModel): TrainingSummary {
  const count = (state: number) => model.userState.reduce((n, s) => s === state ? n + 1 : n, 0);
  const trainedUsers = count(UserState.Trained);
  const loss = model.loss.reduce((sum, value) => sum + value, 0);
  return {
    trainedUsers,
    usersWithoutBasis: count(UserState.NoBasis),
    untrainedUsers: count(UserState.Untrained),
    meanLoss: trainedUsers === 0 ? 0 : loss / trainedUsers,
  };
}

/** The same for people. */
export function describeTraining(summary: TrainingSummary): string[] {
  const count = (n: number) => n.toLocaleString("en-US");
  const lines = [
    `trained      ${count(summary.trainedUsers)} users, mean squared error ${
      summary.meanLoss.toPrecision(3)
    }`,
  ];
  if (summary.usersWithoutBasis > 0) {
    lines.push(
      `no basis     ${
        count(summary.usersWithoutBasis)
      } users rated no item that has an attribute; their profiles are empty`,
    );
  }
  if (summary.untrainedUsers > 0) lines.push(`untrained    ${count(summary.untrainedUsers)} users`);
  return lines;
}
