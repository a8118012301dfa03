/** Every set of 1 or more of the numbers below `count`, smallest sets first. */
export function subsets(count: number): number[][] {
  const all = Array.from(
    { length: 2 ** count - 1 },
    (_, k) => [...Array(count).keys()].filter((at) => ((k + 1) >> at) & 1),
  );
  return all.sort((a, b) => a.length - b.length);
}
