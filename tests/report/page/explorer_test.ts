/// <reference lib="dom" />
import axeCore from "npm:axe-core@4.14.1";
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { BrowserContextOptions, Page } from "npm:playwright-core@1.65.1";
import { rowWithout } from "../../../src/data/row_without.ts";
import { isShared, type Model } from "../../../src/model/model.ts";
import {
  createRecommenders,
  DEFAULT_RECOMMENDER_OPTIONS,
} from "../../../src/recommend/registry.ts";
import { recommendItems } from "../../../src/recommend/recommend_items.ts";
import {
  type AdjustableRecommender,
  type Adjustment,
  whatIf,
} from "../../../src/recommend/what_if.ts";
import { makeExplorer } from "../../../src/report/make_explorer.ts";
import { type Answer, ask, strongestNeurons } from "../../../src/report/page/answer.ts";
import { nameText, neuronNames } from "../../../src/report/page/names.ts";
import { personOf } from "../../../src/report/page/person.ts";
import { trainAgain } from "../../../src/report/page/train_again.ts";
import { createReport } from "../../../src/report/report.ts";
import { type Chromium, chromiumTest } from "../../portability/_chromium.ts";
import { evaluationOf, hostileDataset, personalModel, sharedModel } from "../_models.ts";

const { dataset, labels } = hostileDataset();
const MODELS: Record<string, () => Promise<Model>> = {
  personal: () => personalModel(dataset),
  shared: () => Promise.resolve(sharedModel(dataset)),
};

/** A report in a browser, opened from disk as people open it; whatever it complains of or asks for is remembered. */
interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

async function open(
  { browser }: Chromium,
  html: string,
  options: BrowserContextOptions = {},
): Promise<Opened & AsyncDisposable> {
  const file = await Deno.makeTempFile({ suffix: ".html" });
  await Deno.writeTextFile(file, html);
  const page = await browser.newPage({ reducedMotion: "reduce", ...options });
  const complaints: string[] = [], requests: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(`file://${file}`);
  await page.locator("#explorer-app").waitFor({ state: "visible" });
  return {
    page,
    complaints,
    requests,
    async [Symbol.asyncDispose]() {
      await page.close();
      await Deno.remove(file);
    },
  };
}

async function reportOn(model: Model): Promise<string> {
  const evaluation = await evaluationOf(model);
  return (await createReport(model, { itemLabels: labels, evaluation })).html;
}

/** Scores and list that the page shows. */
async function shown(page: Page): Promise<{ scores: number[]; items: number[] }> {
  return await page.evaluate(() => {
    const { semauto } = globalThis as unknown as { semauto: { answer(): Answer } };
    const { scores, list } = semauto.answer();
    return { scores: [...scores], items: [...list.items] };
  });
}

/** What the library says, for the user that the page shows first. */
function libraryOf(model: Model) {
  const name = isShared(model) ? "reconstruction" : "attribute-sum";
  const [recommender] = createRecommenders(model, [name]) as AdjustableRecommender[];
  const users = Uint32Array.from(dataset.interactions.users.ids, (_, user) => user);
  const content = makeExplorer({
    model,
    itemLabels: labels,
    options: DEFAULT_RECOMMENDER_OPTIONS,
    users,
    listLength: 10,
  });
  const user = content.first, question = whatIf(recommender, user);
  return {
    user,
    content,
    recommender,
    strongest: strongestNeurons(personOf(content, user, new Set())).map(({ neuron }) => neuron),
    nameOf: (neuron: number) => nameText(neuronNames(content)(neuron)),
    scores(adjustment: Adjustment) {
      const scores = new Float64Array(labels.length);
      question.score(adjustment, scores);
      return scores;
    },
  };
}

function close(found: readonly number[], expected: Float64Array, tolerance: number): void {
  strictEqual(found.length, expected.length);
  const size = expected.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  ok(size > 0);
  found.forEach((score, item) => {
    const off = Math.abs(score - expected[item]);
    ok(off <= tolerance * Math.max(Math.abs(expected[item]), 1e-3 * size), `item ${item}: ${off}`);
  });
}

for (const [mode, make] of Object.entries(MODELS)) {
  chromiumTest(
    `a reader argues and the list follows as the library would have it, ${mode} mode`,
    async (chromium) => {
      const model = await make(), library = libraryOf(model);
      await using opened = await open(chromium, await reportOn(model));
      const { page } = opened;
      const rows = page.locator("#profile-list > li");
      const { ratings } = dataset.interactions;

      let now = await shown(page);
      close(now.scores, library.scores({}), 1e-6);
      deepStrictEqual(now.items, [
        ...recommendItems(library.recommender, ratings, library.user, 10).items,
      ]);

      const [first, second, third] = library.strongest;
      await rows.nth(0).getByRole("button").click();
      const factors = new Map([[first, 0]]);
      close((await shown(page)).scores, library.scores({ factors }), 1e-6);
      strictEqual(await rows.nth(0).getByRole("button").getAttribute("aria-pressed"), "true");
      ok((await page.locator("#explorer-status").textContent())!.includes("muted"));

      await rows.nth(1).getByRole("slider").press("ArrowRight");
      await rows.nth(1).getByRole("slider").press("ArrowRight");
      await rows.nth(2).getByRole("slider").press("ArrowLeft");
      factors.set(second, 4).set(third, 0.5);
      close((await shown(page)).scores, library.scores({ factors }), 1e-6);
      const words = await rows.nth(1).getByRole("slider").getAttribute("aria-valuetext");
      strictEqual(words, "four times what was learned");
      strictEqual(await page.locator("#changes-list > li").count(), 3);

      const title = (await page.locator("#ratings-list .name").nth(0).textContent())!;
      const item = labels.findIndex((label) =>
        label.toWellFormed().replace("\0", "\ufffd") === title || label === title
      );
      ok(item >= 0, title);
      await page.locator("#ratings-list button").nth(0).click();
      await page.locator("#explorer-status", { hasText: "Left out" }).waitFor();
      now = await shown(page);
      if (isShared(model)) {
        close(now.scores, library.scores({ factors, withoutRatings: new Set([item]) }), 1e-6);
      } else {
        const without = new Set([item]), { content, user } = library;
        const rows = rowWithout(content.ratings, user, without);
        const trained = await trainAgain(content, user, rows);
        const person = personOf(content, user, without, trained);
        close(now.scores, ask(content, user, person, factors).scores, 1e-6);
        const before = library.scores({ factors });
        ok(now.scores.some((score, k) => Math.abs(score - before[k]) > 1e-4 * Math.abs(before[k])));
      }
      ok(!now.items.includes(item));

      await page.locator("#changes-reset").click();
      close((await shown(page)).scores, library.scores({}), 1e-6);
      ok(await page.locator("#changes-none").isVisible());
      deepStrictEqual(opened.complaints, []);
      deepStrictEqual(opened.requests.filter((url) => !url.startsWith("file:")), []);
      strictEqual(await page.evaluate(() => "broken" in globalThis), false);
    },
  );

  for (const colorScheme of ["light", "dark"] as const) {
    chromiumTest(
      `the report has no fault that axe finds, ${mode} mode, ${colorScheme}`,
      async (chromium) => {
        await using opened = await open(chromium, await reportOn(await make()), { colorScheme });
        const { page } = opened;
        // Everything that can be seen is to be seen.
        await page.evaluate(() =>
          document.querySelectorAll("details").forEach((d) => d.open = true)
        );
        await page.locator("#profile-list button").nth(0).click();
        const why = page.locator("#recommendations-list [data-key^=why-][aria-expanded=false]");
        await why.first().click();
        await page.locator("#recommendations-list [data-key^=why-][aria-expanded=false]").first()
          .click();
        await page.locator("#recommendations-list [data-key^=evidence-button]").first().click();
        await page.locator("#user-input").click();
        for (const width of [1280, 400]) {
          await page.setViewportSize({ width, height: 900 });
          deepStrictEqual(await faults(page), [], `${width} wide`);
          const sideways = await page.evaluate(() =>
            document.documentElement.scrollWidth - innerWidth
          );
          ok(sideways <= 0, `the page is ${sideways} too wide for ${width}`);
        }
        deepStrictEqual(opened.complaints, []);
      },
    );
  }
}

/** What axe-core finds, with the first place of each fault. The page's policy lets no script in; the browser's own console may. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axeCore.source);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof axeCore };
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes[0].html} ${nodes[0].failureSummary}`
    );
  });
}

chromiumTest("the explorer works from the keyboard alone", async (chromium) => {
  const model = sharedModel(dataset);
  await using opened = await open(chromium, await reportOn(model));
  const { page } = opened;
  const focused = () =>
    page.evaluate(() => {
      const { id, dataset } = document.activeElement as HTMLElement;
      return id || dataset.key || document.activeElement!.textContent;
    });
  await page.keyboard.press("Tab");
  strictEqual(await focused(), "Skip to the content");

  // Choosing a user: open, move, choose; typing narrows down; Escape gives up.
  const { ids } = dataset.interactions.users;
  await page.locator("#user-input").focus();
  const before = await page.locator("#user-input").inputValue();
  await page.keyboard.press("ArrowDown");
  strictEqual(await page.locator("#user-list").isVisible(), true);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  strictEqual(await page.locator("#user-list").isVisible(), false);
  strictEqual(await focused(), "user-input");
  strictEqual(await page.locator("#user-input").inputValue(), ids[1]);
  await page.locator("#user-input").fill("user 13");
  strictEqual(await page.locator("#user-list > li").count(), 1);
  await page.keyboard.press("Enter");
  ok((await page.locator("#user-input").inputValue()).endsWith("user 13"));
  await page.locator("#user-input").fill("nobody");
  ok((await page.locator("#user-hint").textContent())!.includes("No such user"));
  await page.keyboard.press("Escape");
  ok((await page.locator("#user-input").inputValue()).endsWith("user 13"));
  ok(before !== "user 13");
  await page.locator("#user-next").focus();
  await page.keyboard.press("Enter");
  ok((await page.locator("#user-input").inputValue()).endsWith("user 14"));

  // Opening reasons, evidence and muting from there keep the focus where it was.
  const why = page.locator("#recommendations-list [data-key^=why-]");
  const second = await why.nth(1).getAttribute("data-key");
  await why.nth(1).focus();
  await page.keyboard.press("Enter");
  strictEqual(await focused(), second);
  strictEqual(await why.nth(1).getAttribute("aria-expanded"), "true");
  const controlled = (await why.nth(1).getAttribute("aria-controls"))!;
  const mute = page.locator(`#${controlled} [data-key^=mute-]`).first();
  const key = await mute.getAttribute("data-key");
  await mute.focus();
  await page.keyboard.press(" ");
  const held = await focused();
  // Where the item left the list with its reason, undoing is at hand.
  ok(held === key || held!.startsWith("undo-"), `${held}`);
  strictEqual(await page.locator("#changes-list > li").count(), 1);
  await page.locator("#changes-list button").focus();
  await page.keyboard.press("Enter");
  strictEqual(await page.locator("#changes-list > li").count(), 0);
  strictEqual(await focused(), "profile-filter");

  // Finding a neuron.
  await page.keyboard.type("overall popularity");
  strictEqual(await page.locator("#profile-list > li").count(), 1);
  deepStrictEqual(opened.complaints, []);
});
