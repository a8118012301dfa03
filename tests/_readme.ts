/** The TypeScript examples of the README: the library as programs use it. */
export function readmeExamples(): string[] {
  const readme = Deno.readTextFileSync(new URL("../README.md", import.meta.url));
  return [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code);
}
