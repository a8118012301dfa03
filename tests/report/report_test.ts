/// <reference lib="dom" />
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { parseHTML } from "npm:linkedom@0.18.15";
import type { Model } from "../../src/model/model.ts";
import { createReport, type ReportOptions } from "../../src/report/report.ts";
import { madeUpDataset, madeUpPersonal, madeUpShared } from "./_made_up.ts";
import { evaluationOf, HOSTILE, hostileDataset, personalModel, sharedModel } from "./_models.ts";

const { dataset, labels } = hostileDataset();
const MODELS: Record<string, () => Promise<Model>> = {
  personal: () => personalModel(dataset),
  shared: () => Promise.resolve(sharedModel(dataset)),
};

async function fullReport(model: Model, more: ReportOptions = {}) {
  return await createReport(model, {
    title: HOSTILE[1],
    itemLabels: labels,
    evaluation: await evaluationOf(model),
    explanationQuality: [{
      caption: HOSTILE[0],
      columns: ["k", HOSTILE[2]],
      rows: [[HOSTILE[3], 0.5]],
      notes: [HOSTILE[4]],
    }],
    made: [[HOSTILE[5], HOSTILE[6]]],
    ...more,
  });
}

for (const [mode, make] of Object.entries(MODELS)) {
  Deno.test(`createReport() writes headings, landmarks and names that belong together, ${mode} mode`, async () => {
    const { html } = await fullReport(await make());
    const { document } = parseHTML(html);
    strictEqual(document.documentElement.lang, "en");
    strictEqual(document.querySelectorAll("h1, main, header, footer, nav").length, 5);
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    strictEqual(new Set(ids).size, ids.length);
    for (const name of ["aria-labelledby", "aria-controls", "aria-describedby", "for"]) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        const id = element.getAttribute(name)!;
        ok(ids.includes(id), `${name} ${id}`);
      }
    }
    const sections = [...document.querySelectorAll("main > section")].map(({ id }) => id);
    deepStrictEqual(sections, [
      ...["data", "training", "recommenders", "neurons", "quality", "explorer", "made"],
    ]);
    const links = [...document.querySelectorAll("nav a")].map((a) => a.getAttribute("href"));
    deepStrictEqual(links, sections.map((id) => `#${id}`));
    for (const table of document.querySelectorAll("table")) {
      ok(table.querySelector("caption") && table.querySelector("th[scope=col]"));
      for (const row of table.querySelectorAll("tbody tr")) ok(row.querySelector("th[scope=row]"));
    }
    for (const drawing of document.querySelectorAll("figure svg")) {
      ok(drawing.getAttribute("role") === "img" && drawing.getAttribute("aria-label"));
    }
    for (const figure of document.querySelectorAll("figure")) {
      // The numbers stand in the figure, or in the table that follows.
      ok(figure.querySelector("table") ?? figure.nextElementSibling?.querySelector("table"));
    }
  });

  Deno.test(`createReport() lets no name become markup, ${mode} mode`, async () => {
    const { html } = await fullReport(await make());
    const { document } = parseHTML(html);
    strictEqual(document.querySelector("h1")!.textContent, HOSTILE[1]);
    strictEqual(document.querySelectorAll("script").length, 2);
    strictEqual(document.querySelectorAll("img, b, iframe, object, embed, link, base").length, 0);
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        ok(!/^on|^style$/.test(name), `${name}="${value}"`);
        if (name === "href" || name === "src") ok(/^#[a-z]+$/.test(value), value);
      }
    }
    const text = document.querySelector("#neurons")!.textContent;
    ok(HOSTILE.slice(0, 3).some((name) => text.includes(name)));
  });

  Deno.test(`createReport() forbids everything but its own style and script, ${mode} mode`, async () => {
    const { html } = await fullReport(await make());
    const { document } = parseHTML(html);
    const policy = document.querySelector("meta[http-equiv]")!.getAttribute("content")!;
    ok(policy.startsWith("default-src 'none'; ") && !/https?:|\*|unsafe/.test(policy), policy);
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1];
    const script = /<script type="module">([\s\S]*?)<\/script>/.exec(html)![1];
    for (const [directive, source] of [["style-src", style], ["script-src", script]]) {
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(source));
      const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
      ok(policy.includes(`${directive} 'sha256-${hash}'`), directive);
    }
    // The name of the language of drawings is an address that nobody goes to.
    const code = script.replace('"http://www.w3.org/2000/svg"', "");
    ok(!/url\(|@import|https?:\/\//.test(style + code));
  });

  Deno.test(`createReport() writes the same bytes for the same input, ${mode} mode`, async () => {
    const [first, second] = [await fullReport(await make()), await fullReport(await make())];
    strictEqual(first.html, second.html);
    strictEqual(first.bytes, new TextEncoder().encode(first.html).length);
  });
}

Deno.test("createReport() shows the users that were asked for, and says which", async () => {
  const model = sharedModel(dataset);
  const few = await createReport(model, { users: { count: 3, always: [5, 7], seed: 9 } });
  strictEqual(few.users, 3);
  ok(few.html.includes("3 of 24 users are here, drawn at random with seed 9."));
  const all = await createReport(model);
  strictEqual(all.users, 24);
  ok(all.html.includes("All 24 users are here."));
});

Deno.test("createReport() leaves out what there is nothing to say about", async () => {
  const { html } = await createReport(sharedModel(dataset));
  const { document } = parseHTML(html);
  deepStrictEqual([...document.querySelectorAll("main > section")].map(({ id }) => id), [
    ...["data", "training", "neurons", "explorer"],
  ]);
});

Deno.test("createReport() throws when nobody can be shown, and when it is stopped", async () => {
  const nobody = madeUpDataset({ users: 2, items: 3, attributes: 2, rated: 0, perItem: 1 });
  await rejects(createReport(madeUpPersonal(nobody)), /no user has a rating/);
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  await rejects(createReport(sharedModel(dataset), {}, { signal: stop.signal }), /enough/);
});

Deno.test("createReport() stays below 15 MB with 4,000 items and 500 users, in either mode", async () => {
  // Ratings of a user and attributes of an item are those of MovieLens 1M with DBpedia.
  const size = { users: 500, items: 4000, attributes: 8000, rated: 165, perItem: 30 };
  const data = madeUpDataset(size);
  const shared = await createReport(madeUpShared(data, 100));
  const personal = await createReport(madeUpPersonal(data));
  console.log(`shared ${shared.bytes} bytes, personal ${personal.bytes} bytes`);
  strictEqual(shared.users + personal.users, 1000);
  ok(shared.bytes < 15e6 && personal.bytes < 15e6);
});
