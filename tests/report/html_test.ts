import { ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { escapeHtml, markup } from "../../src/report/html.ts";

Deno.test("escapeHtml() leaves nothing that could end a text or an attribute", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const escaped = escapeHtml(text);
    ok(!/[<>"']/.test(escaped), escaped);
    ok([...escaped].every((sign) => sign >= " " || "\t\n\r".includes(sign)), escaped);
    ok(!/&(?!(amp|lt|gt|quot|#39);)/.test(escaped), escaped);
  }));
});

Deno.test("markup() keeps pieces, joins lists, and leaves out what is not there", () => {
  const piece = markup`<b>${"<&>"}</b>`;
  strictEqual(
    markup`<p class="${'"'}">${[piece, " ", 0.5, undefined, false]}</p>`.html,
    '<p class="&quot;"><b>&lt;&amp;&gt;</b> 0.5</p>',
  );
});
