import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { type RatingsOptions, readRatings } from "../../src/formats/ratings.ts";
import { source } from "./_sources.ts";

const read = (text: string, options: RatingsOptions = {}) =>
  readRatings(source("reviews.txt", text), options);

const review = (user: string, work: string, more: string) =>
  `reviews[(u'${work}', u'${user}')] = {'work': '${work}', 'user': '${user}'${more}}\n`;

Deno.test("reviews without stars are left out, and counted", async () => {
  const notes: string[] = [];
  const text = review("ann", "1", ", 'stars': 4.5, 'unixtime': 7") + review("bob", "2", "") +
    review("bob", "3", ", 'stars': None, 'unixtime': 9");
  const { interactions, facts } = await read(text, { onNote: (note) => notes.push(note) });
  deepStrictEqual(interactions.users.ids, ["ann"]);
  deepStrictEqual([facts.layout, facts.rows, facts.timed], ["reviews", 1, true]);
  deepStrictEqual(notes, ["2 of 3 reviews in reviews.txt have no rating and were left out"]);
  await rejects(read(review("bob", "2", "")), {
    message: "Cannot read reviews.txt: none of its 1 reviews has a rating, expected ratings",
  });
});

Deno.test("reviews without stars count where ratings are implicit", async () => {
  const { interactions } = await read(review("bob", "2", "") + review("ann", "2", ", 'stars': 1"), {
    implicit: true,
  });
  strictEqual(interactions.scale, "implicit");
  deepStrictEqual([...interactions.ratings.values], [1, 1]);
});

Deno.test("ids that are whole numbers of any length stay apart", async () => {
  const [one, other] = ["12345678901234567890", "12345678901234567891"];
  const lines = [one, other, `-${one}`].map((id) => `{"user": 7, "asin": ${id}, "rating": 5}\n`);
  const { interactions } = await read(lines.join(""));
  deepStrictEqual(interactions.items.ids, [one, other, `-${one}`]);
});

Deno.test("reviews may have keys of other names, when told", async () => {
  const columns = { user: "who", item: "what", rating: "how" };
  const { interactions } = await read("{'who': 'ann', 'what': 'x', 'how': 2}\n", { columns });
  deepStrictEqual([interactions.users.ids, [...interactions.ratings.values]], [["ann"], [2]]);
});

Deno.test("reviews say what is wrong, and in which line", async () => {
  const good = review("ann", "1", ", 'stars': 4");
  const cases: [string, string][] = [
    [
      `${good}{'user': 'a', 'stars': 1}\n`,
      "line 2: there is no item among user, stars, expected one",
    ],
    [`${good}{'user': '', 'work': 'b', 'stars': 1}\n`, "line 2: the user is empty, expected an id"],
    [`${good}${review("a", "b", ", 'stars': 'x'")}`, "line 2: rating is 'x', expected a number"],
    [`${good}\n[1]\n`, "line 3, column 1: it is no dictionary, expected one in each line"],
  ];
  for (const [text, problem] of cases) {
    await rejects(read(text), {
      name: "InputError",
      message: `Cannot read reviews.txt: ${problem}`,
    });
  }
});
