import type { ExplorerContent, FixedLists } from "./explorer_content.ts";
import { type Html, markup } from "./html.ts";
import { countOf, countText } from "./number_text.ts";

/**
 * The explorer before its script runs: headings, controls and what is exact.
 *
 * @param content What the script will show.
 * @param from Number of users that could have been shown.
 * @param seed Seed of the draw.
 * @returns The content of the section.
 */
export function explorerSection(content: ExplorerContent, from: number, seed: number): Html {
  const { users, model, fixed, held, listLength } = content;
  const shared = model.mode === "shared";
  const who = users.length === from
    ? `All ${countOf(from, "users")} are here.`
    : `${countText(users.length)} of ${
      countText(from)
    } users are here, drawn at random with seed ${seed}.`;
  const by = shared
    ? `By reconstruction; the first ${listLength} of all items that the user did not rate.`
    : `By attribute-sum, which can be computed anew here; the first ${listLength} of all items that the user did not rate.`;
  const profile = shared
    ? "The user's neurons, by how far they move scores: the hidden value times the length of the outgoing weights."
    : "The user's weight of each attribute, strongest first.";
  return markup`
    <p>Choose a user, see what the model knows, and argue with it: mute a neuron, lower or raise it, leave out a rating. The list follows at once, by the same arithmetic as the program's. ${who}</p>
    <p id="explorer-wait" class="muted">Reading the explorer …</p>
    <noscript><p>The explorer needs JavaScript. Everything above can be read without.</p></noscript>
    <div id="explorer-app" hidden>
      ${PICKER}
      <section class="changes" aria-labelledby="changes-title">
        <h3 id="changes-title">Your changes</h3>
        <p id="changes-none" class="muted">None yet.</p>
        <ul id="changes-list" class="chips"></ul>
        <button type="button" id="changes-reset" disabled>Reset all</button>
      </section>
      <p id="explorer-status" class="status" role="status"></p>
      <div class="columns">
        <section id="recommendations" tabindex="-1" aria-labelledby="recommendations-title">
          <h3 id="recommendations-title">Recommendations</h3>
          <p class="muted">${by}${held && markup` <span id="recommendations-held"></span>`}</p>
          <ol id="recommendations-list" class="recommendations"></ol>
          <p id="recommendations-none" class="muted" hidden>There is nothing to go by.</p>
          <p id="recommendations-gone" hidden></p>
          ${fixed && fixedList(fixed)}
        </section>
        <div class="side">
          ${listSection("profile", "Profile", "Find a neuron", profile)}
          ${listSection("ratings", "Ratings", "Find a rating", RATINGS_TEXT)}
        </div>
      </div>
    </div>
    <details><summary>What is exact here</summary>${exactness(content)}</details>
  `;
}

const RATINGS_TEXT = "What the user rated in the training data, best first.";

const PICKER = markup`
  <div class="picker">
    <label for="user-input">User</label>
    <div class="combobox">
      <input id="user-input" type="text" role="combobox" aria-autocomplete="list" aria-expanded="false" aria-controls="user-list" aria-describedby="user-hint" autocomplete="off" spellcheck="false">
      <ul id="user-list" role="listbox" aria-label="Users" hidden></ul>
    </div>
    <button type="button" id="user-previous" aria-label="Previous user">‹</button>
    <button type="button" id="user-next" aria-label="Next user">›</button>
    <span id="user-hint" class="muted" role="status"></span>
  </div>
`;

function fixedList({ recommender }: FixedLists): Html {
  return markup`
    <details class="fixed">
      <summary>The list of ${recommender}</summary>
      <p class="muted">As it was computed: it takes the profiles of all users, which are not in this file, so it does not follow your changes. <span id="fixed-held"></span></p>
      <p id="fixed-none" hidden>There is nothing to go by for this user.</p>
      <ol id="fixed-list" class="recommendations"></ol>
    </details>
  `;
}

function listSection(name: string, title: string, find: string, text: string): Html {
  return markup`
    <section aria-labelledby="${name}-title">
      <h3 id="${name}-title">${title} <span class="muted count" id="${name}-count"></span></h3>
      <p class="muted">${text}</p>
      <label class="visually-hidden" for="${name}-filter">${find}</label>
      <input id="${name}-filter" class="filter" type="search" placeholder="${find}" autocomplete="off">
      <ul id="${name}-list" class="${name}"></ul>
      <button type="button" id="${name}-more" class="plain" hidden>Show more</button>
    </section>
  `;
}

function exactness({ model, fixed }: ExplorerContent): Html {
  if (model.mode === "shared") {
    const linear = model.network.activation === "identity";
    return markup`
      <ul>
        <li>The whole network is in this file with all its bits, and the program's own code runs here: scores, order and reasons are those of the program, also after every change.</li>
        <li>A rating that is left out no longer enters the network; the weights stay as they were trained with it.</li>
        <li>${
      linear
        ? "Shares of evidence are exact: the hidden units are linear."
        : "Shares of evidence are in proportion to what flowed into a neuron, because the hidden units are not linear."
    }</li>
      </ul>
    `;
  }
  const idf = " How much common attributes are weighed down stays as it was for all users.";
  return markup`
    <ul>
      <li>Profiles are in this file with all their bits, and the program's own code runs here: scores, order and reasons are those of attribute-sum in the program, also after neurons were muted, lowered or raised.</li>
      <li>Where a rating is left out, the user's network is trained again in this page without it, with the same settings but in double precision; the program trains in single precision, so results agree to about four digits.${
    model.idf && idf
  }</li>
      <li>Shares of evidence are exact parts of the profile's weights.</li>
      ${
    fixed &&
    markup`<li>${fixed.recommender} compares users, so its list needs everybody's profile: it is shown as it was computed, and cannot be argued with here.</li>`
  }
    </ul>
  `;
}
