/// <reference lib="dom" />
import { countOf } from "../number_text.ts";
import { byId, fill, make } from "./make.ts";

/** A user to choose. */
export interface PickedUser {
  /** The id. */
  readonly id: string;
  /** Number of ratings. */
  readonly ratings: number;
}

/** Most users that the open list shows at once. */
const SHOWN = 100;

/**
 * Runs the box that searches users: a combobox with a list, by the pattern of the ARIA Authoring Practices. Arrow keys move, Enter chooses, Escape
 * closes.
 *
 * @param users All users.
 * @param choose Called with the index of the one chosen.
 * @returns What sets the shown user.
 */
export function userPicker(
  users: readonly PickedUser[],
  choose: (user: number) => void,
): (user: number) => void {
  const input = byId<HTMLInputElement>("user-input"), list = byId("user-list");
  const hint = byId("user-hint");
  let current = 0, found: number[] = [], active = -1;

  const show = (user: number) => {
    current = user;
    input.value = users[user].id;
  };
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const search = (text: string) => {
    const words = text.trim().toLowerCase();
    const all = [...users.keys()];
    // Those that start so come first, in the order of the data.
    const starts = all.filter((user) => users[user].id.toLowerCase().startsWith(words));
    const others = words === "" ? [] : all.filter((user) => {
      const id = users[user].id.toLowerCase();
      return id.includes(words) && !id.startsWith(words);
    });
    found = [...starts, ...others];
    fill(
      list,
      found.slice(0, SHOWN).map((user, place) =>
        make(
          "li",
          {
            id: `user-option-${place}`,
            role: "option",
            "aria-selected": `${user === current}`,
            // The input must not lose the focus before the click counts.
            mousedown: (event) => event.preventDefault(),
            click: () => pick(user),
          },
          make("span", { class: "value" }, users[user].id),
          make("span", { class: "muted" }, ` ${countOf(users[user].ratings, "ratings")}`),
        )
      ),
    );
    hint.textContent = found.length === 0
      ? "No such user"
      : found.length > SHOWN
      ? `${SHOWN} of ${found.length} users; type to narrow down`
      : countOf(found.length, "users");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", `${found.length > 0}`);
    activate(found.length > 0 ? 0 : -1);
  };
  const activate = (place: number) => {
    active = place;
    [...list.children].forEach((option, k) => option.classList.toggle("active", k === place));
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", `user-option-${place}`);
      list.children[place].scrollIntoView({ block: "nearest" });
    }
  };
  const pick = (user: number) => {
    show(user);
    close();
    hint.textContent = "";
    choose(user);
  };
  const step = (by: number) => pick((current + by + users.length) % users.length);

  input.addEventListener("input", () => search(input.value));
  input.addEventListener("click", () => {
    if (list.hidden) search("");
    input.select();
  });
  input.addEventListener("blur", () => {
    close();
    hint.textContent = "";
    input.value = users[current].id;
  });
  input.addEventListener("keydown", (event) => {
    const shown = Math.min(found.length, SHOWN);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return search("");
      activate((active + (event.key === "ArrowDown" ? 1 : shown - 1)) % shown);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      pick(found[active]);
    } else if (event.key === "Escape") {
      close();
      hint.textContent = "";
      input.value = users[current].id;
      input.select();
    }
  });
  byId("user-previous").addEventListener("click", () => step(-1));
  byId("user-next").addEventListener("click", () => step(1));
  return show;
}
