import type { Browser, Page } from "npm:playwright-core@1.65.1";

const executable = Deno.env.get("SEMAUTO_CHROMIUM") ?? "/usr/bin/chromium";
const required = Deno.env.get("SEMAUTO_REQUIRE_CHROMIUM") === "1";
const found = await Deno.stat(executable).then((file) => file.isFile, () => false);
const missing = `no Chromium at ${executable}`;
if (!found) {
  if (required) {
    throw new Error(
      `Cannot run the portability tests: ${missing}, expected one because SEMAUTO_REQUIRE_CHROMIUM is 1; ` +
        "install it or set SEMAUTO_CHROMIUM to its path",
    );
  }
  console.log(`Portability tests are skipped: ${missing}`);
}

/**
 * What Chromium needs besides playwright's own flags (headless, no sandbox, a fresh profile, no background traffic). WebGPU
 * is off on Linux without the first; the second takes SwiftShader even where there is a GPU, so that all machines test alike.
 */
const FLAGS = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--disable-sync"];

/** A page of a crashed GPU process may never answer; this ends the wait with an error. Tests take a few seconds. */
const LIMIT_SECONDS = 120;

/** A running Chromium and the origin that its pages come from. */
export interface Chromium {
  /** Opens an empty page with a WebGPU adapter, in which `import("/name.js")` finds the scripts below. */
  newPage(): Promise<Page>;
  /** The browser itself, for pages that come from elsewhere. */
  readonly browser: Browser;
  /** JavaScript modules that the origin serves, by path such as `/name.js`. */
  readonly scripts: Map<string, string>;
}

/**
 * A test in a Chromium of its own, because steps that share a browser start in no time: skipped aloud where there is none,
 * unless SEMAUTO_REQUIRE_CHROMIUM is 1.
 */
export function chromiumTest(
  name: string,
  body: (chromium: Chromium, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    // The reason is in the name too, because `deno test --quiet` swallows the message above.
    name: `${name} [chromium]${found ? "" : ` is skipped: ${missing}`}`,
    ignore: !found,
    sanitizeOps: true,
    sanitizeResources: true,
    async fn(t) {
      const scripts = new Map<string, string>();
      await using server = serve(scripts);
      await using browser = await launch();
      const reason = `Chromium gave no answer within ${LIMIT_SECONDS} seconds`;
      const limit = setTimeout(() => browser.close({ reason }), LIMIT_SECONDS * 1000);
      try {
        await body({ scripts, browser, newPage: () => newPage(browser, server.addr.port) }, t);
      } finally {
        clearTimeout(limit);
      }
    },
  });
}

/** Serves pages at 127.0.0.1, which browsers trust: they offer WebGPU only to secure contexts. */
function serve(scripts: ReadonlyMap<string, string>) {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/") return respond("<!doctype html><title>semauto</title>", "text/html");
    const script = scripts.get(pathname);
    if (script !== undefined) return respond(script, "text/javascript");
    return new Response(null, { status: 404 });
  });
}

function respond(content: string, type: string): Response {
  return new Response(content, { headers: { "content-type": `${type}; charset=utf-8` } });
}

async function launch(): Promise<Browser> {
  // Loaded here, so that machines without Chromium need not load it.
  const { chromium } = await import("npm:playwright-core@1.65.1");
  return await chromium.launch({ executablePath: executable, args: FLAGS });
}

async function newPage(browser: Browser, port: number): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  const hasAdapter = await page.evaluate(async () => !!await navigator.gpu?.requestAdapter());
  if (!hasAdapter) {
    throw new Error(
      `Cannot test in ${executable} ${browser.version()}: it offers no WebGPU adapter, expected SwiftShader`,
    );
  }
  return page;
}
