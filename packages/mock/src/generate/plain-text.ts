import { hashOf } from "./tokens.ts";

/** So much of a question is repeated in its answer. */
const LONGEST_EXCERPT = 80;

const SENTENCES = [
  "No model was asked.",
  "The tide turns twice a day, and the harbour does not mind.",
  "It is the same text for the same question, today and tomorrow.",
  "A lighthouse is easy to find at night.",
  "Bread, cheese and an apple make a good lunch.",
  "The train leaves at ten past nine from platform four.",
  "Most kettles switch themselves off when the water boils.",
  "The library is open until eight on weekdays.",
  "A limit of tokens cuts this text, and a stop sequence ends it.",
  "In spring the river is wider than the map shows.",
];

const FEWEST_SENTENCES = 3;
const MOST_SENTENCES = 6;

/**
 * The text that answers a question where nothing else is demanded: it repeats how the question begins, and goes on for
 * some forty to ninety tokens. The same question gets the same text, whichever operation and format asks.
 */
export function plainText(question: string): string {
  const seed = hashOf(question);
  const count = FEWEST_SENTENCES + (seed % (MOST_SENTENCES - FEWEST_SENTENCES + 1));
  const sentences = Array.from({ length: count }, (_, place) => SENTENCES[(seed + place) % SENTENCES.length] ?? "");
  return [opening(question), ...sentences].join(" ");
}

/** What precedes the text where reasoning is asked for. */
export function plainReasoning(question: string): string {
  return `${opening(question).replace(/^This/, "The mock thinks aloud. This")} A few plain sentences will do.`;
}

function opening(question: string): string {
  const words = question.trim().replaceAll(/\s+/g, " ");
  const excerpt = words.length > LONGEST_EXCERPT ? `${words.slice(0, LONGEST_EXCERPT).replace(/\s\S*$/, "")} …` : words;
  return excerpt === "" ? "This is a mocked answer." : `This is a mocked answer to: ${excerpt}`;
}
