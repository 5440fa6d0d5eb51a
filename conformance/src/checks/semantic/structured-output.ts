import { readPointer } from "@bedrock-contract/validators";
import { excerpt } from "../../exchange/answer.ts";
import type { Constraint } from "../../meaning/constraints.ts";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { finishedTexts } from "./choices.ts";
import { advancedFeatures } from "./documents.ts";
import { parseText, schemaVerdict } from "./schema-verdict.ts";
import { semanticCheck, worstOf } from "./semantic-check.ts";

/** Text that is to be JSON parses; `json_object` asks for an object. */
export const structuredOutputJson: Check = semanticCheck({
  id: "structured-output-json",
  kinds: ["text"],
  level: "MUST",
  rule: "If the request asks for JSON, the finished text is valid JSON; for json_object, an object.",
  document: advancedFeatures("Structured Outputs"),
  judge: (meaning) => judgeTexts(meaning, "json", (text, constraint) => jsonVerdict(text, constraint, meaning)),
});

/** Text that a schema describes satisfies it. */
export const structuredOutputSchema: Check = semanticCheck({
  id: "structured-output-schema",
  kinds: ["text"],
  level: "MUST",
  rule: "If the request has a JSON Schema for the text, the finished text is valid against it.",
  document: advancedFeatures("Structured Outputs"),
  judge: (meaning) =>
    judgeTexts(meaning, "json", (text, { place, schema }) => {
      const parsed = parseJson(text, meaning);
      // That the text parses is the matter of another check.
      return schema === undefined || "reason" in parsed ? "not-applicable" : schemaVerdict(parsed.value, schema, place);
    }),
});

/** Text that is to be one of several is one of them. */
export const structuredOutputChoice: Check = semanticCheck({
  id: "structured-output-choice",
  kinds: ["text"],
  level: "MUST",
  rule: "If the request lists choices, the finished text is one of them.",
  document: advancedFeatures("Structured Outputs, OpenAICompletion, Choice"),
  judge: (meaning) =>
    judgeTexts(meaning, "choice", (text, { texts }) =>
      texts.includes(text)
        ? "holds"
        : {
            message: "the text is not one of the choices",
            expected: texts.map((each) => JSON.stringify(each)).join(" or "),
          },
    ),
});

/** Text under a regular expression matches it from beginning to end. */
export const structuredOutputRegex: Check = semanticCheck({
  id: "structured-output-regex",
  kinds: ["text"],
  level: "MUST",
  rule: "If the request has a regular expression, the finished text matches it from beginning to end.",
  document: advancedFeatures("Structured Outputs"),
  judge: (meaning) => judgeTexts(meaning, "regex", testVerdict),
});

/** Text under a grammar follows it. */
export const structuredOutputGrammar: Check = semanticCheck({
  id: "structured-output-grammar",
  kinds: ["text"],
  level: "MUST",
  rule: "If the request has a grammar, the finished text follows it.",
  document: advancedFeatures("Structured Outputs"),
  judge: (meaning) => judgeTexts(meaning, "grammar", testVerdict),
});

type ConstraintOf<Kind extends Constraint["kind"]> = Extract<Constraint, { readonly kind: Kind }>;

/** Judges each finished text by each constraint of a kind; the first that is not as demanded decides. */
function judgeTexts<Kind extends Constraint["kind"]>(
  meaning: TextMeaning,
  kind: Kind,
  judge: (text: string, constraint: ConstraintOf<Kind>) => Verdict,
): Verdict {
  const constraints = meaning.constraints.filter((each): each is ConstraintOf<Kind> => each.kind === kind);
  if (constraints.length === 0) {
    return "not-applicable";
  }
  const verdicts = finishedTexts(meaning).flatMap(({ pointer, text }) =>
    constraints.map((constraint): Verdict => {
      const verdict = judge(text, constraint);
      return typeof verdict === "object" && "message" in verdict
        ? { received: JSON.stringify(excerpt(text)), ...verdict, pointer }
        : verdict;
    }),
  );
  return worstOf(verdicts);
}

function jsonVerdict(text: string, { place, isObject }: ConstraintOf<"json">, meaning: TextMeaning): Verdict {
  const parsed = parseJson(text, meaning);
  if ("reason" in parsed) {
    return { message: `the text is not valid JSON: ${parsed.reason}`, expected: `JSON, by ${place} of the request` };
  }
  const { value } = parsed;
  const isWanted = !isObject || (typeof value === "object" && value !== null && !Array.isArray(value));
  return isWanted
    ? "holds"
    : { message: "the text is not a JSON object", expected: `an object, by ${place} of the request` };
}

/** The JSON of a text, without what the model let slip before it. */
function parseJson(text: string, { format, request }: TextMeaning): ReturnType<typeof parseText> {
  const { model, models = "", pattern } = format.response.jsonSlip ?? {};
  const parsed = parseText(text);
  const isSlip =
    pattern !== undefined && "reason" in parsed && new RegExp(models, "u").test(String(readPointer(request, model)));
  return isSlip ? parseText(text.replace(new RegExp(pattern, "u"), "")) : parsed;
}

/** Judges a text by a pattern or a grammar; what they cannot tell is undecided. */
function testVerdict(text: string, { kind, source, test }: ConstraintOf<"regex" | "grammar">): Verdict {
  if ("undecided" in test) {
    return test;
  }
  const isAccepted = test.accepts(text);
  if (isAccepted === undefined) {
    return { undecided: `whether the text follows the ${kind} takes too long to tell` };
  }
  return isAccepted ? "holds" : { message: `the text does not follow the ${kind}`, expected: excerpt(source) };
}
