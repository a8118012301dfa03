/** A value that an option cannot take; the program adds which option it was. */
export class ValueError extends Error {
  /** @param expected What the option takes. */
  constructor(readonly expected: string) {
    super(`Cannot take the value, expected ${expected}`);
    this.name = "ValueError";
  }
}

/** Parser of an option that takes a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isSafeInteger(value) || value < least) {
      throw new ValueError(`a whole number from ${least}`);
    }
    return value;
  };
}

/** Parser of an option that takes a finite number. */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new ValueError("a number such as 0.3");
  }
  return value;
}

/** Parser of an option that takes a number from 0 to 1. */
export function share(text: string): number {
  const value = finiteNumber(text);
  if (value < 0 || value > 1) throw new ValueError("a number from 0 to 1");
  return value;
}

/** Parser of an option that takes names separated by commas. */
export function names(text: string): string[] {
  return text.split(",").map((name) => name.trim()).filter((name) => name !== "");
}

/** Parser of an option that takes whole numbers of at least `least`, separated by commas. */
export function wholeNumbersFrom(least: number): (text: string) => number[] {
  return (text) => {
    try {
      const numbers = names(text).map(wholeNumber(least));
      if (numbers.length > 0) return numbers;
    } catch (cause) {
      if (!(cause instanceof ValueError)) throw cause;
    }
    throw new ValueError(`whole numbers from ${least}, separated by commas`);
  };
}

/** Parser of an option that takes whole numbers from 1, separated by commas. */
export const wholeNumbers: (text: string) => number[] = wholeNumbersFrom(1);

/** Parser of an option that takes one or more of some words, separated by commas; a repeated one counts once. */
export function someOf(words: readonly string[]): (text: string) => string[] {
  return (text) => {
    const found = [...new Set(names(text))];
    if (found.length > 0 && found.every((word) => words.includes(word))) return found;
    throw new ValueError(`one or more of ${words.join(", ")}, separated by commas`);
  };
}

/** Parser of an option that takes one of some words. */
export function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found === undefined) {
      throw new ValueError(`one of ${words.join(", ")}`);
    }
    return found;
  };
}
