import { findMatches, type RuleFindings } from "./find-matches.ts";
import { type EvaluationRequest, writeAssessment } from "./write-assessment.ts";

/** What a guardrail found and did. */
export interface Evaluation {
  readonly action: "none" | "masked" | "blocked";
  /** What the guardrail did, in Bedrock's words. */
  readonly reason: string;
  /** What is shown instead: the refusal, or the texts with what was found masked. */
  readonly outputs: readonly string[];
  /** What was found, in the form of Bedrock. */
  readonly assessment: Readonly<Record<string, unknown>>;
}

const DEFAULT_MESSAGE = "Sorry, I can't help with that.";

const REASONS = { none: "No action.", masked: "Guardrail masked.", blocked: "Guardrail blocked." } as const;

/** Evaluates texts: one that is blocked blocks them all. */
export function evaluate(request: EvaluationRequest): Evaluation {
  const { guardrail, side, texts } = request;
  const { blockedMessage = DEFAULT_MESSAGE, rules } = guardrail[side];
  const findings = findMatches(rules, texts);
  const action = actionOf(findings);
  const outputs = {
    none: () => texts,
    masked: () => texts.map((text, place) => masked(text, place, findings)),
    blocked: () => [blockedMessage],
  };
  return {
    action,
    reason: REASONS[action],
    outputs: outputs[action](),
    assessment: writeAssessment(request, findings),
  };
}

function actionOf(findings: readonly RuleFindings[]): Evaluation["action"] {
  const found = findings.filter(({ matches }) => matches.length > 0);
  if (found.some(({ action }) => action === "BLOCK")) {
    return "blocked";
  }
  return found.some(({ action }) => action === "ANONYMIZE") ? "masked" : "none";
}

/** A name in braces stands for each part that was found; of parts that overlap, the first counts. */
function masked(text: string, place: number, findings: readonly RuleFindings[]): string {
  const matches = findings
    .filter(({ action }) => action === "ANONYMIZE")
    .flatMap(({ name, matches: found }) => found.map((match) => ({ ...match, name })))
    .filter((match) => match.text === place)
    .toSorted((one, other) => one.start - other.start || other.end - one.end);
  let written = "";
  let at = 0;
  for (const { start, end, name } of matches) {
    if (start >= at) {
      written += `${text.slice(at, start)}{${name}}`;
      at = end;
    }
  }
  return written + text.slice(at);
}
