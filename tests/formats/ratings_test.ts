import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { Interactions } from "../../src/data/interactions.ts";
import { type RatingsOptions, readRatingParts, readRatings } from "../../src/formats/ratings.ts";
import { sameAtEveryCut, source } from "./_sources.ts";

function rows({ users, items, ratings }: Interactions): [string, string, number][] {
  return users.ids.flatMap((user, u) =>
    [...ratings.indices.subarray(ratings.indptr[u], ratings.indptr[u + 1])].map((item, k) =>
      [user, items.ids[item], ratings.values[ratings.indptr[u] + k]] as [string, string, number]
    )
  );
}

const read = async (text: string, options: RatingsOptions = {}) =>
  rows((await readRatings(source("r.csv", text), options)).interactions);

async function fails(text: string, problem: string, options: RatingsOptions = {}) {
  await rejects(readRatings(source("r.csv", text), options), {
    name: "InputError",
    message: `Cannot read r.csv: ${problem}`,
  });
}

const simple = [["ann", "Heat", 5], ["bob", "Ali", 3]];

Deno.test("readRatings() finds columns by the names of a header in any order", async () => {
  deepStrictEqual(await read("stars,date,movie_id,User-ID\n5,x,Heat,ann\n3,y,Ali,bob\n"), simple);
});

Deno.test("readRatings() finds columns by given names and positions", async () => {
  const columns = { user: "who", item: "what", rating: "how" };
  deepStrictEqual(await read("how,what,who\n5,Heat,ann\n3,Ali,bob\n", { columns }), simple);
  const positions = { user: 3, item: 2, rating: 1 };
  deepStrictEqual(await read("5,Heat,ann\n3,Ali,bob\n", { columns: positions }), simple);
  // The names mean nothing to the reader, but a rating that is no number makes a header.
  deepStrictEqual(
    await read("how,what,who\n5,Heat,ann\n3,Ali,bob\n", { columns: positions }),
    simple,
  );
});

Deno.test("readRatings() takes a numeric rating as a sign that there is no header", async () => {
  deepStrictEqual(await read("user,item,5\nann,Heat,3\n"), [["user", "item", 5], [
    "ann",
    "Heat",
    3,
  ]]);
});

Deno.test("readRatings() obeys the caller on whether there is a header", async () => {
  deepStrictEqual(await read("user,item\nann,Heat\n", { header: false }), [
    ["user", "item", 1],
    ["ann", "Heat", 1],
  ]);
});

Deno.test("readRatings() reads the same wherever the chunks are cut", async () => {
  const text = 'userId;"movie;Id;x";rating\r\nann;"Heat";5\r\nbob;"A ""li""";1\r\n';
  const options = { columns: { item: "movie;Id;x" } };
  await sameAtEveryCut("r.csv", text, (input) => readRatings(input, options), (a, b) => {
    deepStrictEqual(rows(a.interactions), rows(b.interactions));
    deepStrictEqual(a.facts, b.facts);
  });
});

Deno.test("readRatings() reports what it found out", async () => {
  const { facts } = await readRatings(source("r.csv", "user,item,score\nann,Heat,5\nann,Heat,4\n"));
  deepStrictEqual(facts, {
    layout: "table with header",
    delimiter: ",",
    header: true,
    rated: true,
    timed: false,
    rows: 2,
    replaced: 1,
  });
});

Deno.test("readRatings() keeps the last of several ratings of an item by a user", async () => {
  deepStrictEqual(await read("ann,Heat,5\nbob,Ali,3\nann,Heat,4\n"), [
    ["ann", "Heat", 4],
    ["bob", "Ali", 3],
  ]);
});

Deno.test("readRatings() takes ratings as implicit where there are none, all are equal, or the caller says so", async () => {
  const implicit = async (text: string, options: RatingsOptions = {}) =>
    (await readRatings(source("r", text), options)).interactions.scale === "implicit";
  strictEqual(await implicit("ann,Heat\nbob,Ali\n"), true);
  strictEqual(await implicit("user_id,item_id,timestamp\nann,Heat,7\n"), true);
  strictEqual(await implicit("ann,Heat,5\nbob,Ali,5\n"), true);
  strictEqual(await implicit("ann,Heat,5\nbob,Ali,5\n", { scale: { min: 1, max: 5 } }), false);
  strictEqual(await implicit("ann,Heat,5\nbob,Ali,3\n"), false);
  deepStrictEqual(await read("ann,Heat,5\nbob,Ali,funny\n", { implicit: true }), [
    ["ann", "Heat", 1],
    ["bob", "Ali", 1],
  ]);
});

Deno.test("readRatings() takes the scale as given, else as seen", async () => {
  const scale = async (options: RatingsOptions) =>
    (await readRatings(source("r", "a,x,2\na,y,4\n"), options)).interactions.scale;
  deepStrictEqual(await scale({ scale: { min: 0.5, max: 4 } }), { min: 0.5, max: 4 });
  deepStrictEqual(await scale({}), { min: 2, max: 4 });
});

Deno.test("readRatings() says where a rating is not one", async () => {
  const text = (rating: string) => `ann,Heat,5\n\nann,Ali,${rating}\n`;
  for (const rating of ["five", "", "NaN", "Infinity", "1e300", "0x5"]) {
    await fails(text(rating), `line 3, column 3: rating is '${rating}', expected a number`);
  }
  const scale = { min: 1, max: 5 };
  await fails(text("5.5"), "line 3, column 3: rating is 5.5, expected 1 to 5", { scale });
  await fails(text("0"), "line 3, column 3: rating is 0, expected 1 to 5", { scale });
});

Deno.test("readRatings() says where a user or item is empty", async () => {
  await fails("ann,Heat,5\n,Ali,5\n", "line 2, column 1: the user is empty, expected an id");
  await fails("rating,item,user\n5,,ann\n", "line 2, column 2: the item is empty, expected an id");
});

Deno.test("readRatings() says that there are no ratings", async () => {
  await fails("", "the file is empty, expected ratings");
  await fails("userId,movieId,rating\n", "there is a header and nothing else, expected ratings");
});

Deno.test("readRatings() does not guess which column is the rating", async () => {
  await fails(
    "userId,movieId,tag,timestamp\n2,60756,funny,1445714994\n",
    "line 1, column 3: no column is named like the rating, and 'tag' might be it, expected the rating column to be " +
      "given, or the ratings to be declared implicit",
  );
  const options = { implicit: true };
  deepStrictEqual(await read("userId,movieId,tag\n2,60756,funny\n", options), [["2", "60756", 1]]);
});

Deno.test("readRatings() says that ratings are missing where there must be some", async () => {
  const problem = "line 1: there is no rating column, expected one";
  await fails("ann,Heat\n", problem, { implicit: false });
  await fails("ann,Heat\n", problem, { scale: { min: 1, max: 5 } });
  await fails(
    "ann,Heat,5\nbob,Ali,5\n",
    "every rating is 5, expected two different ratings, or the scale to be given",
    { implicit: false },
  );
});

Deno.test("readRatings() refuses options that contradict each other", async () => {
  const cases: [RatingsOptions, RegExp][] = [
    [{ scale: { min: 5, max: 5 } }, /the scale is 5 to 5, expected two numbers that ascend$/],
    [{ scale: { min: NaN, max: 5 } }, /the scale is NaN to 5/],
    [{ scale: { min: 0, max: Infinity } }, /the scale is 0 to Infinity/],
    [{ implicit: true, scale: { min: 1, max: 5 } }, /implicit and a scale is given/],
    [{ implicit: true, columns: { rating: 3 } }, /implicit and a rating column is given/],
  ];
  for (const [options, message] of cases) {
    await rejects(readRatings(source("r", "a,x,5\n"), options), { name: "UsageError", message });
  }
});

Deno.test("readRatingParts() reads several files into one numbering and one scale", async () => {
  const { interactions, parts, facts, shared } = await readRatingParts([
    source("train.tsv", "ann\tHeat\t2\nbob\tAli\t3\nbob\tAli\t4\n"),
    source("test.csv", "user,item,rating\ncid,Heat,5\nann,Ran,2\n"),
  ]);
  deepStrictEqual(interactions.users.ids, ["ann", "bob", "cid"]);
  deepStrictEqual(interactions.items.ids, ["Heat", "Ali", "Ran"]);
  deepStrictEqual(interactions.scale, { min: 2, max: 5 });
  deepStrictEqual(facts.map(({ rows, replaced }) => [rows, replaced]), [[3, 1], [2, 0]]);
  strictEqual(shared, 0);
  deepStrictEqual(parts.map((ratings) => rows({ ...interactions, ratings })), [
    [["ann", "Heat", 2], ["bob", "Ali", 4]],
    [["ann", "Ran", 2], ["cid", "Heat", 5]],
  ]);
  for (const { rows, columns } of parts) deepStrictEqual([rows, columns], [3, 3]);
});

Deno.test("readRatingParts() counts ratings that are in several files and lets the last stand", async () => {
  const { interactions, shared } = await readRatingParts([
    source("train.tsv", "ann\tHeat\t2\nbob\tAli\t3\n"),
    source("test.tsv", "ann\tHeat\t5\n"),
  ]);
  strictEqual(shared, 1);
  deepStrictEqual(rows(interactions), [["ann", "Heat", 5], ["bob", "Ali", 3]]);
});

Deno.test("readRatingParts() refuses files of which only some have ratings", async () => {
  const parts = ["ann\tHeat\t2\n", "ann\tAli\n"].map((text, k) => source(`part${k}.tsv`, text));
  await rejects(readRatingParts(parts), {
    name: "InputError",
    message:
      "Cannot read part1.tsv: it has no rating column where part0.tsv has one, expected the same columns",
  });
});

Deno.test("readRatingParts() refuses to read nothing", async () => {
  await rejects(readRatingParts([]), { name: "UsageError", message: /there are 0 files/ });
});

const times = async (text: string, options: RatingsOptions = {}) => {
  const { interactions } = await readRatings(source("r.csv", text), options);
  return interactions.timestamps && [...interactions.timestamps];
};

Deno.test("readRatings() keeps timestamps beside the ratings, the later rating's where two meet", async () => {
  deepStrictEqual(
    await times("bob::Ran::5::30\nann::Heat::5::20\nbob::Ali::1::10\nbob::Ran::2::40\n"),
    [
      ...[40, 10, 20],
    ],
  );
  deepStrictEqual(await times("date,userId,movieId,rating\n1970-01-02,ann,Heat,5\n7,ann,Ali,1\n"), [
    ...[86400, 7],
  ]);
  // A date in words is no time; `unixtime` is surer than `time`.
  deepStrictEqual(await times("user,item,rating,time\nann,Heat,5,Apr 4\n"), undefined);
  deepStrictEqual(await times("user,item,time,unixtime\nann,Heat,1,2\n"), [2]);
  deepStrictEqual(await times("ann,Heat,5\n"), undefined);
});

Deno.test("readRatings() reads timestamps from the columns it is told, or none", async () => {
  const text = "ann,Heat,5,20,x\nbob,Ali,1,10,x\n";
  deepStrictEqual(await times(text), undefined);
  deepStrictEqual(await times(text, { columns: { timestamp: 4 } }), [20, 10]);
  const columns = { user: "user", item: "item", rating: "rating" };
  deepStrictEqual(
    await times("user,item,rating,timestamp\nann,Heat,5,1\n", { columns }),
    undefined,
  );
});

Deno.test("readRatings() tells of a column of timestamps that it passes over", async () => {
  const notes = async (text: string) => {
    const found: string[] = [];
    const { facts } = await readRatings(source("r.tsv", text), {
      onNote: (note) => found.push(note),
    });
    return [facts.timed, ...found];
  };
  const columns = "user\titem\trating\t";
  deepStrictEqual(await notes(`${columns}Time\nann\tHeat\t5\tsoon\n`), [
    false,
    "column Time of r.tsv begins with 'soon', which is no time, and was passed over",
  ]);
  deepStrictEqual(await notes("ann\tHeat\t5\tsoon\n"), [
    false,
    "column 4 of r.tsv begins with 'soon', which is no time, and was passed over",
  ]);
  deepStrictEqual(await notes(`${columns}note\nann\tHeat\t5\tsoon\n`), [false]);
  deepStrictEqual(await notes(`${columns}date\ttimestamp\nann\tHeat\t5\tsoon\t7\n`), [true]);
});

Deno.test("readRatings() says where a timestamp is none", async () => {
  await fails(
    "ann,Heat,5,20\nbob,Ali,1,soon\n",
    "line 2, column 4: the timestamp is 'soon', expected a number or a date such as 2026-11-26, or the columns to be " +
      "given without it",
  );
});

Deno.test("readRatingParts() has timestamps where every file has them", async () => {
  const read = async (...texts: string[]) => {
    const sources = texts.map((text, k) => source(`part${k}.tsv`, text));
    return (await readRatingParts(sources)).interactions.timestamps;
  };
  deepStrictEqual([...(await read("a\tx\t2\t9\n", "a\tx\t3\t8\nb\tx\t3\t7\n"))!], [8, 7]);
  strictEqual(await read("a\tx\t2\t9\n", "b\tx\t3\n"), undefined);
});

Deno.test("readRatings() does not take Amazon's products for users", async () => {
  const problem =
    "line 1, column 1: 'B00004NB5F' looks like one of Amazon's products and 'A3JPFWKS83R49V' like a user, " +
    "expected the user first, or the columns to be given as 2,1,3,4";
  const text = "B00004NB5F,A3JPFWKS83R49V,3.0,1370044800\n";
  await fails(text, problem);
  const columns = { user: 2, item: 1, rating: 3, timestamp: 4 };
  deepStrictEqual(await read(text, { columns }), [["A3JPFWKS83R49V", "B00004NB5F", 3]]);
  const swapped = "A3JPFWKS83R49V,B00004NB5F,3.0,1370044800\n";
  deepStrictEqual(await read(swapped), [["A3JPFWKS83R49V", "B00004NB5F", 3]]);
});
