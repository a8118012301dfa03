/** The first TypeScript example of the README: the pipeline as library code. */
export function readmeExample(): string {
  const readme = Deno.readTextFileSync(new URL("../README.md", import.meta.url));
  const found = /^```ts\n([\s\S]*?)^```/m.exec(readme);
  if (!found) throw new Error("Cannot find an example: README.md has no ```ts block");
  return found[1];
}
