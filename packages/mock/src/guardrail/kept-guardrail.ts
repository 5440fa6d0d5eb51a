import { type KeptResource, readAll, readPointer } from "@bedrock-contract/validators";
import { ATTACK_WORDS, HARM_WORDS, LISTED_WORDS } from "./check-words.ts";
import { type Guardrail, type GuardrailPolicy, type GuardrailSide, phrases, type Rule } from "./guardrail.ts";
import { PII_PATTERNS } from "./pii-patterns.ts";

/** Where a resource says what it looks for. */
export type Guards = NonNullable<KeptResource["guards"]>;

type SidePlaces = NonNullable<Guards["sides"][string]>;

/**
 * A guardrail that a request has created, by what is shown of it. A topic is told by its name and its examples, a kind
 * of harm by words; what the mock has no words or pattern for is never found.
 */
export function keptGuardrail(shown: unknown, guards: Guards): Guardrail {
  return {
    id: String(readPointer(shown, guards.id)),
    input: sideOf(shown, guards, "input"),
    output: sideOf(shown, guards, "output"),
  };
}

function sideOf(shown: unknown, guards: Guards, name: "input" | "output"): GuardrailSide {
  const side = guards.sides[name];
  if (side === undefined) {
    return { blockedMessage: undefined, rules: [] };
  }
  const message = readPointer(shown, side.message);
  const rules = POLICIES.flatMap((policy) => {
    const places = guards.rules[policy];
    return places === undefined
      ? []
      : readAll(shown, places.of)
          .filter(({ value }) => isFor(value, side))
          .map(({ value }) => ruleOf(value, { policy, places, side, action: guards.action }));
  });
  return { blockedMessage: typeof message === "string" ? message : undefined, rules };
}

const POLICIES: readonly GuardrailPolicy[] = ["topic", "content", "word", "list", "pii", "regex"];

function isFor(rule: unknown, { enabled, strength }: SidePlaces): boolean {
  return readPointer(rule, enabled) !== false && readPointer(rule, strength) !== "NONE";
}

interface RulePlaces {
  readonly policy: GuardrailPolicy;
  readonly places: NonNullable<Guards["rules"][string]>;
  readonly side: SidePlaces;
  readonly action: string;
}

function ruleOf(rule: unknown, { policy, places, side, action }: RulePlaces): Rule {
  const asked = readPointer(rule, side.action) ?? readPointer(rule, action);
  const pattern = readPointer(rule, places.pattern);
  const strength = readPointer(rule, side.strength);
  const name = String(readPointer(rule, places.name));
  const examples =
    places.examples === undefined ? [] : readAll(rule, places.examples).map(({ value }) => String(value));
  return {
    policy,
    name,
    action: asked === "ANONYMIZE" || asked === "NONE" ? asked : "BLOCK",
    pattern: typeof pattern === "string" ? pattern : undefined,
    strength: typeof strength === "string" ? strength : undefined,
    expression: EXPRESSIONS[policy]({ name, pattern: String(pattern), examples }) ?? NEVER,
  };
}

interface Wording {
  readonly name: string;
  readonly pattern: string;
  readonly examples: readonly string[];
}

const NEVER = /(?!)/g;

const EXPRESSIONS: Readonly<Record<GuardrailPolicy, (wording: Wording) => RegExp | undefined>> = {
  topic: ({ name, examples }) => phrases([name, wordsOf(name).join(" "), ...examples.map(withoutMark)]),
  content: ({ name }) => anyOf(name === "PROMPT_ATTACK" ? Object.values(ATTACK_WORDS) : [HARM_WORDS[name]]),
  word: ({ name }) => phrases([name]),
  list: ({ name }) => anyOf([LISTED_WORDS[name]]),
  pii: ({ name }) => compiled(PII_PATTERNS[name]),
  regex: ({ pattern }) => compiled(pattern),
};

function wordsOf(name: string): readonly string[] {
  return name.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u);
}

/** A question is of a topic without its question mark, too. */
function withoutMark(text: string): string {
  return text.trim().replace(/[.!?]$/, "");
}

function anyOf(expressions: readonly (RegExp | undefined)[]): RegExp | undefined {
  const sources = expressions.flatMap((expression) => (expression === undefined ? [] : [expression.source]));
  return sources.length === 0 ? undefined : new RegExp(sources.join("|"), "giu");
}

/** AWS takes expressions that JavaScript does not: those find nothing. */
function compiled(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined) {
    return undefined;
  }
  for (const flags of ["gu", "g"]) {
    try {
      return new RegExp(pattern, flags);
    } catch (reason) {
      if (!(reason instanceof SyntaxError)) {
        throw reason;
      }
    }
  }
  return undefined;
}
