import { readAll } from "@bedrock-contract/validators";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { choicesOf, numberAt } from "./choices.ts";
import { openAi } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/** A model that ends by itself, or at its limit, has written something: text, reasoning or a tool call. */
export const textWritten: Check = semanticCheck({
  id: "text-written",
  kinds: ["text"],
  level: "MUST",
  rule: "A response holds text, reasoning or a tool call, unless it counts no more than the token that ends it, or was refused.",
  document: openAi("message"),
  judge,
});

function judge(meaning: TextMeaning): Verdict {
  const { format, response } = meaning;
  const choices = choicesOf(meaning);
  if (choices.length === 0 || choices.some(({ stop }) => stop === "filter" || stop === "abort")) {
    return "not-applicable";
  }
  const tokens = tokensOf(meaning);
  const { silentTokens = END_TOKEN } = format;
  const isSilent = tokens !== undefined && tokens <= silentTokens * choices.length;
  const written = writtenPlaces(format).flatMap((place) => readAll(response, place));
  return isSilent || written.some(({ value }) => isFilled(value))
    ? "holds"
    : {
        message: "the model has written nothing",
        pointer: format.response.text,
        expected: "text, reasoning or a tool call",
        received: tokens === undefined ? "none, and no count of tokens" : `none, and ${tokens} tokens`,
      };
}

/** Where a model writes: its text, its tool calls, and whatever else chunks add to piece by piece. */
function writtenPlaces({ response, stream }: TextMeaning["format"]): readonly string[] {
  const added = (stream?.fold ?? []).filter(({ how }) => how === "append").map(({ from, to = from }) => to);
  return [response.text, response.toolCalls, response.insteadOfText, ...added]
    .flat()
    .filter((place) => place !== undefined);
}

/** That a value is of the right type is the matter of the schema. */
function isFilled(value: unknown): boolean {
  return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : value !== null && value !== "";
}

/** What counts the tokens that were written: the body, the metrics of a stream, or the headers. */
function tokensOf({ format, response, headers }: TextMeaning): number | undefined {
  const { stream } = format;
  const header = headers[OUTPUT_TOKENS];
  return (
    numberAt(response, format.response.outputTokens) ??
    numberAt(response, stream && `${stream.metrics}/outputTokenCount`) ??
    (header === undefined ? undefined : Number(header))
  );
}

const END_TOKEN = 1;
const OUTPUT_TOKENS = "x-amzn-bedrock-output-token-count";
