/**
 * Probability that a Student t variable is at least as far from 0 as `t`, on either side: I_x(v / 2, 1 / 2) with
 * x = v / (v + t^2), the regularised incomplete beta function (Abramowitz and Stegun 1964, equation 26.7.1 with 26.5.27).
 *
 * @param t The statistic; infinite gives 0.
 * @param degreesOfFreedom v, from 1.
 * @returns The two-sided p-value, 0 to 1, to about 1e-8 of itself up to a million degrees of freedom.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 *
 * // With one degree of freedom t is a Cauchy variable, and half of it lies within -1 .. 1.
 * ok(Math.abs(studentTwoSided(1, 1) - 0.5) < 1e-12);
 * ```
 */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  const square = t * t;
  if (square === Infinity) return 0;
  const a = degreesOfFreedom / 2, b = 0.5;
  // Each form of the continued fraction converges fast on its own side of the mean of the beta distribution.
  const x = degreesOfFreedom / (degreesOfFreedom + square);
  const rest = square / (degreesOfFreedom + square);
  if (rest === 0) return 1;
  const log = a * Math.log1p(-rest) + b * Math.log(rest) + logGamma(a + b) - logGamma(a) -
    logGamma(b);
  return x < (a + 1) / (a + b + 2)
    ? Math.exp(log) * betaFraction(x, a, b) / a
    : 1 - Math.exp(log) * betaFraction(rest, b, a) / b;
}

/** The continued fraction of the incomplete beta function (26.5.8), by the method of Lentz (Applied Optics 1976). */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), fraction = d;
  for (let m = 1; m < 10000; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return fraction;
}

/** ln Gamma(z) for z > 0 (Stirling's series, Abramowitz and Stegun 6.1.41, from z = 10 up; recurrence below). */
function logGamma(z: number): number {
  let shift = 0;
  for (; z < 10; z++) shift += Math.log(z);
  const y = 1 / (z * z);
  const series = 1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)));
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series / z - shift;
}
