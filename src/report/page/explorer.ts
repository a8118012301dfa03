/// <reference lib="dom" />
import { rowWithout } from "../../data/row_without.ts";
import type { ExplorerContent } from "../explorer_content.ts";
import { type Answer, ask } from "./answer.ts";
import { type Changes, changesView } from "./changes_view.ts";
import { fixedView } from "./fixed_view.ts";
import { LEVELS } from "./levels.ts";
import { listView } from "./list_view.ts";
import { byId } from "./make.ts";
import { nameText, neuronNames } from "./names.ts";
import { type Person, personOf } from "./person.ts";
import { profileView } from "./profile_view.ts";
import { ratingsView } from "./ratings_view.ts";
import { trainAgain } from "./train_again.ts";
import { userPicker } from "./user_picker.ts";

const NOTHING: Changes = { factors: new Map(), without: new Set() };

/**
 * Runs the explorer: a user is chosen, changes what the model believes, and the list follows.
 *
 * @param content What is in the report.
 * @returns The answer that the page shows, for whoever wants to look behind it.
 */
export function openExplorer(content: ExplorerContent): { answer(): Answer } {
  const { items, users, ratings, held } = content;
  const nameOf = neuronNames(content);
  const status = byId("explorer-status"), panel = byId("recommendations");
  let user = content.first;
  let changes = NOTHING;
  let person = personOf(content, user, changes.without);
  let before = ask(content, user, person, changes.factors), answer = before;
  let liked: ReadonlySet<number> | undefined;
  let turn = 0;

  const profile = profileView(nameOf, setFactor);
  const own = ratingsView(content, toggleRating);
  const list = listView(() => document.querySelector<HTMLElement>("#changes-list button") ?? panel);
  const showChanges = changesView(items, nameOf, undo);
  const showFixed = fixedView(content, nameOf);
  const pick = userPicker(
    users.map((id, k) => ({ id, ratings: ratings.indptr[k + 1] - ratings.indptr[k] })),
    choose,
  );

  function choose(chosen: number): void {
    turn++;
    user = chosen;
    changes = NOTHING;
    person = personOf(content, user, changes.without);
    before = answer = ask(content, user, person, changes.factors);
    liked = held && new Set(held.indices.subarray(held.indptr[user], held.indptr[user + 1]));
    profile.show(person, changes.factors, true);
    own.show(user, changes.without);
    showChanges(changes);
    showFixed(user, liked);
    showList(true);
    const [first] = answer.list.items;
    status.textContent = `User ${users[user]}: ` +
      (first === undefined
        ? "there is nothing to go by"
        : `the first recommendation is ${items[first]}`);
  }

  function setFactor(neuron: number, factor: number): void {
    const factors = new Map(changes.factors);
    if (factor === 1) factors.delete(neuron);
    else factors.set(neuron, factor);
    changes = { ...changes, factors };
    const [, , words] = LEVELS.find(([value]) => value === factor)!;
    update(`${nameText(nameOf(neuron))}: ${words}`);
  }

  function toggleRating(item: number): void {
    const without = new Set(changes.without);
    if (!without.delete(item)) without.add(item);
    const said = without.has(item) ? `Left out ${items[item]}` : `Took ${items[item]} back`;
    void changeRatings({ ...changes, without }, said);
  }

  function undo(change?: { readonly neuron?: number; readonly item?: number }): void {
    if (change?.neuron !== undefined) setFactor(change.neuron, 1);
    else if (change?.item !== undefined) toggleRating(change.item);
    else void changeRatings(NOTHING, "Everything is as it was learned");
  }

  /** Other ratings make another person; in personal mode one whose network must be trained first. */
  async function changeRatings(next: Changes, said: string): Promise<void> {
    const mine = ++turn, { without } = next;
    changes = next;
    own.update(without);
    showChanges(changes);
    let trained: Float32Array | undefined;
    if (content.model.mode === "personal" && without.size > 0) {
      status.textContent = "Training this user's network again …";
      panel.setAttribute("aria-busy", "true");
      const rows = rowWithout(ratings, user, without);
      trained = await trainAgain(content, user, rows, () => turn !== mine);
      if (turn !== mine) return;
    }
    panel.removeAttribute("aria-busy");
    person = personOf(content, user, without, trained);
    profile.show(person, changes.factors, false);
    update(said);
  }

  function update(said: string): void {
    const last = answer;
    answer = ask(content, user, person, changes.factors);
    profile.update(changes.factors);
    own.update(changes.without);
    showChanges(changes);
    showList(false);
    status.textContent = `${said}. ${difference(last, answer)}`;
  }

  function difference(last: Answer, now: Answer): string {
    const [first] = now.list.items;
    if (first === undefined) return "There is nothing left to go by";
    const fresh = [...now.list.items].filter((item) => !last.list.items.includes(item)).length;
    const moved = [...now.list.items].some((item, k) => item !== last.list.items[k]);
    if (!moved) return "The list stays as it is";
    const isNew = first !== last.list.items[0];
    return (fresh === 0 ? "The order changed" : `${fresh} of ${now.list.items.length} are new`) +
      (isNew ? `; first is now ${items[first]}` : "");
  }

  function showList(anew: boolean): void {
    const rated = new Map<number, number>();
    for (let k = ratings.indptr[user]; k < ratings.indptr[user + 1]; k++) {
      rated.set(ratings.indices[k], ratings.values[k]);
    }
    const asked: Person = person, { factors } = changes;
    list.show({
      answer,
      before: [...before.list.items],
      changed: changes.factors.size + changes.without.size > 0,
      held: liked,
      context: {
        items,
        nameOf,
        ratingOf: (item) => content.scale === "implicit" ? undefined : rated.get(item),
        evidence: asked.evidence,
        factorOf: (neuron) => factors.get(neuron) ?? 1,
        mute: (neuron) => setFactor(neuron, changes.factors.get(neuron) === 0 ? 1 : 0),
      },
    }, anew);
  }

  pick(user);
  choose(user);
  status.textContent = "";
  return { answer: () => answer };
}
