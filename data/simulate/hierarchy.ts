import { COUNTRIES, GENRES, SUBJECTS } from "./vocabularies.ts";

/** What a value is filed under. */
export interface BroaderFact {
  /** The value of an attribute, as in `attributes.tsv`. */
  readonly value: string;
  /** `family`, `region`, `era` or `theme`. */
  readonly relation: string;
  /** The broader category. */
  readonly category: string;
}

/** Families of genres; a genre may be in two. */
const FAMILIES = {
  "Adventure and spectacle": "Action, Adventure, Fantasy, Science fiction, War, Western",
  "Suspense": "Crime, Film noir, Horror, Mystery, Thriller",
  "Light entertainment": "Animation, Comedy, Family, Musical",
  "Life and history": "Biography, Historical, Sport, War",
  "Feelings": "Drama, Romance",
};

/** Regions of countries of production. */
const REGIONS = {
  "English-speaking countries":
    "Australia, Canada, Ireland, New Zealand, United Kingdom, United States",
  "Northern Europe": "Denmark, Finland, Sweden",
  "Central and Eastern Europe": "Austria, Germany, Poland, Soviet Union, Switzerland, West Germany",
  "Southern and Western Europe": "France, Greece, Italy, Spain",
  "East Asia": "China, Hong Kong, Japan, South Korea, Taiwan",
  "Latin America": "Brazil, Mexico",
};

/** Eras of decades. */
const ERAS = {
  "Before television": "1920s, 1930s, 1940s",
  "After the studios": "1950s, 1960s, 1970s",
  "Blockbusters": "1980s, 1990s",
  "Digital film": "2000s, 2010s",
};

/** Themes of subjects; those that fit none have none. */
const THEMES = {
  "Cities":
    "Berlin, Boston, Chicago, Hong Kong life, Las Vegas, London, Los Angeles, New York City, Paris, Rome, San Francisco, " +
    "Tokyo, Venice, Vienna, Wall Street",
  "Crime and justice":
    "Assassins, Con artists, Courtroom, Heists, Hostages, Kidnapping, Organised crime, Outlaws, Police investigation, " +
    "Prison, Private detectives, Serial killers",
  "Family and love":
    "Adultery, Childhood, Coming of age, Family relations, Fathers and sons, Friendship, Marriage, Mothers and daughters, " +
    "Old age, Unrequited love, Weddings",
  "War and power":
    "American Civil War, Cold War, Conspiracies, Espionage, Holocaust, Nuclear weapons, Politics, Surveillance, Terrorism, " +
    "Vietnam War, World War I, World War II",
  "Society": "Capitalism, Class differences, Immigration, Journalism, Racism, Religion, Slavery",
  "Mind":
    "Addiction, Amnesia and memory, Dreams, Identity, Illness, Loneliness, Mental illness, Psychological games",
  "Future and the unknown":
    "Alien contact, Artificial intelligence, Dystopia, Robots, Space travel, Superheroes, Time travel",
  "Creatures and the supernatural": "Dinosaurs, Ghosts, Magic, Monsters, Sharks, Vampires, Zombies",
  "Arts and shows": "Circus, Dance, Film making, Jazz, Music business, Painters, Theatre, Writers",
  "Contests": "Boxing, Chess and games, Gambling, Martial arts, Motor racing",
  "Nature":
    "Animals, Desert, Disaster, Jungle, Mountains, Rural life, Sea voyages, Survival, Winter",
  "The past": "Ancient world, Frontier life, Middle Ages, Pirates, Samurai",
};

/**
 * The hierarchy of the embedded data: genres in families, countries in regions, decades in eras, subjects in themes. Directors, actors and some
 * subjects are filed under nothing.
 *
 * @returns Each fact once, in the order above.
 * @throws {TypeError} Where a value is in no vocabulary.
 */
export function broaderFacts(): BroaderFact[] {
  const decades = new Set(Array.from({ length: 10 }, (_, k) => `${1920 + 10 * k}s`));
  return [
    ...facts("family", FAMILIES, GENRES),
    ...facts("region", REGIONS, COUNTRIES),
    ...facts("era", ERAS, decades),
    ...facts("theme", THEMES, SUBJECTS),
  ];
}

function facts(
  relation: string,
  lists: Readonly<Record<string, string>>,
  known: ReadonlySet<string>,
): BroaderFact[] {
  return Object.entries(lists).flatMap(([category, values]) =>
    values.split(", ").map((value) => {
      if (known.has(value)) return { value, relation, category };
      throw new TypeError(
        `Cannot file '${value}' under '${category}', expected a word of the vocabulary`,
      );
    })
  );
}
