/** Folder of the real data sets, which are not part of the project; undefined where there are none. */
export const REAL_DATA = Deno.env.get("SEMAUTO_DATA");

if (REAL_DATA === undefined) {
  console.log("Tests on real data are skipped: SEMAUTO_DATA names no folder");
}

/** A test that needs the real data: skipped aloud where SEMAUTO_DATA is unset. */
export function realDataTest(name: string, body: (folder: string) => Promise<void>): void {
  Deno.test({
    name: `${name} [real data]`,
    ignore: REAL_DATA === undefined,
    fn: () => body(REAL_DATA!),
  });
}
