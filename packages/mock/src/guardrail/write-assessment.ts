import type { RuleFindings } from "./find-matches.ts";
import type { Guardrail, GuardrailPolicy } from "./guardrail.ts";

/** What a guardrail is to evaluate, and how to tell of it. */
export interface EvaluationRequest {
  readonly guardrail: Guardrail;
  /** Whether the texts are of a prompt or of a response. */
  readonly side: "input" | "output";
  /** The version that the request names. */
  readonly version: string;
  readonly texts: readonly string[];
  /** All characters of which these texts are a part. Default: those of the texts. */
  readonly characters?: number;
  /** Whether the assessment tells of what was looked for and not found, too. */
  readonly isFull: boolean;
}

/** A unit of text is a thousand characters. https://aws.amazon.com/bedrock/pricing/ */
const UNIT = 1_000;

/** What was found, by policy; with `isFull` what was not found, too. */
export function writeAssessment(
  request: EvaluationRequest,
  findings: readonly RuleFindings[],
): Readonly<Record<string, unknown>> {
  const { isFull } = request;
  const of = (policy: GuardrailPolicy) =>
    findings.filter((each) => each.policy === policy && (isFull || each.matches.length > 0));
  const topics = of("topic");
  const filters = of("content");
  // Bedrock lists words and regular expressions only where they are found.
  const words = of("word").filter(({ matches }) => matches.length > 0);
  const lists = of("list").filter(({ matches }) => matches.length > 0);
  const regexes = of("regex").filter(({ matches }) => matches.length > 0);
  const entities = of("pii");
  return {
    ...(topics.length > 0 && { topicPolicy: { topics: topics.map(topicOf) } }),
    ...(filters.length > 0 && { contentPolicy: { filters: filters.map(filterOf) } }),
    ...(words.length + lists.length > 0 && {
      wordPolicy: { customWords: words.flatMap(wordsOf), managedWordLists: lists.flatMap(listedOf) },
    }),
    ...(entities.length + regexes.length > 0 && {
      sensitiveInformationPolicy: { piiEntities: entities.flatMap(entitiesOf), regexes: regexes.flatMap(regexesOf) },
    }),
    ...(isFull && { appliedGuardrailDetails: detailsOf(request) }),
    invocationMetrics: {
      guardrailProcessingLatency: 1,
      usage: usageOf(request),
      guardrailCoverage: coverageOf(request),
    },
  };
}

/** How many units each policy of a guardrail evaluates. */
export function usageOf({ guardrail, side, texts }: EvaluationRequest): Readonly<Record<string, number>> {
  const units = Math.ceil(lengthOf(texts) / UNIT);
  const of = (...policies: readonly GuardrailPolicy[]) =>
    guardrail[side].rules.some(({ policy }) => policies.includes(policy)) ? units : 0;
  return {
    topicPolicyUnits: of("topic"),
    contentPolicyUnits: of("content"),
    wordPolicyUnits: of("word", "list"),
    sensitiveInformationPolicyUnits: of("pii"),
    sensitiveInformationPolicyFreeUnits: of("regex"),
    contextualGroundingPolicyUnits: 0,
    contentPolicyImageUnits: 0,
    automatedReasoningPolicyUnits: 0,
    automatedReasoningPolicies: 0,
  };
}

/** How much of the text was evaluated. */
export function coverageOf({ texts, characters }: EvaluationRequest): Readonly<Record<string, unknown>> {
  const guarded = lengthOf(texts);
  return { textCharacters: { guarded, total: characters ?? guarded } };
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

function topicOf({ name, action, matches }: RuleFindings): unknown {
  const detected = matches.length > 0;
  return { name, type: "DENY", action: detected ? done(action) : "NONE", detected };
}

function filterOf({ name, action, strength, matches }: RuleFindings): unknown {
  const detected = matches.length > 0;
  return {
    type: name,
    confidence: detected ? "HIGH" : "NONE",
    filterStrength: strength,
    action: detected ? done(action) : "NONE",
    detected,
  };
}

function wordsOf({ action, matches }: RuleFindings): readonly unknown[] {
  return matches.map(({ value }) => ({ match: value, action: done(action), detected: true }));
}

function listedOf({ name, action, matches }: RuleFindings): readonly unknown[] {
  return matches.map(({ value }) => ({ match: value, type: name, action: done(action), detected: true }));
}

function entitiesOf({ name, action, matches }: RuleFindings): readonly unknown[] {
  return matches.length === 0
    ? [{ type: name, match: "", action: "NONE", detected: false }]
    : matches.map(({ value }) => ({ type: name, match: value, action: done(action), detected: true }));
}

function regexesOf({ name, action, pattern, matches }: RuleFindings): readonly unknown[] {
  return matches.map(({ value }) => ({ name, match: value, regex: pattern, action: done(action), detected: true }));
}

function done(action: RuleFindings["action"]): string {
  return { BLOCK: "BLOCKED", ANONYMIZE: "ANONYMIZED", NONE: "NONE" }[action];
}

function detailsOf({ guardrail, version }: EvaluationRequest): unknown {
  return {
    guardrailId: guardrail.id,
    guardrailVersion: version,
    guardrailArn: `arn:aws:bedrock:us-east-1:111122223333:guardrail/${guardrail.id}`,
    guardrailOrigin: ["REQUEST"],
    guardrailOwnership: "SELF",
  };
}
