import { strictEqual } from "node:assert/strict";
import { studentTwoSided } from "../../src/evaluate/student_t.ts";
import { assertClose } from "../metrics/_worked.ts";

Deno.test("studentTwoSided() agrees with the closed forms for 1 and 2 degrees of freedom", () => {
  for (const t of [0.001, 0.1, 0.7, 1, 2.5, 10, 300]) {
    assertClose(studentTwoSided(t, 1), 1 - 2 * Math.atan(t) / Math.PI);
    assertClose(studentTwoSided(t, 2), 1 - t / Math.sqrt(2 + t * t));
    strictEqual(studentTwoSided(-t, 2), studentTwoSided(t, 2));
  }
});

Deno.test("studentTwoSided() agrees with mpmath's incomplete beta function", () => {
  // betainc(v / 2, 1 / 2, 0, v / (v + t^2), regularized=True) at 40 digits.
  for (
    const [t, v, p] of [
      [0.5, 5, 0.638298871640929],
      [2.262, 9, 0.05001284550245463],
      [1.96, 942, 0.05029027135231641],
      [3, 6039, 0.002710816070599192],
      [8, 199, 1.006146005877697e-13],
      [40, 50, 1.241242378437271e-39],
      [1, 1000000, 0.3173107498335781],
    ]
  ) assertClose(studentTwoSided(t, v) / p, 1, 1e-8);
});

Deno.test("studentTwoSided() is 1 at 0 and 0 at infinity", () => {
  strictEqual(studentTwoSided(0, 7), 1);
  strictEqual(studentTwoSided(Infinity, 7), 0);
});
