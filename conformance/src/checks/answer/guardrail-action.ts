import { type GuardrailDescription, readAll, readPointer } from "@bedrock-contract/validators";
import { memberPointer } from "@bedrock-contract/validators/pointer";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";
import { guardedBody } from "./guarded-body.ts";

/** What a guardrail did follows from what it found. Applications show or hide a response by its word. */
export const guardrailAction: Check = {
  id: "guardrail-action",
  level: "MUST",
  rule: "A guardrail intervened if and only if one of its findings says so; only then the response has a replacement text.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { guardrail } = context.validators;
  const body = guardedBody(context);
  if (guardrail === undefined || isError(context) || readPointer(body, guardrail.assessments) === undefined) {
    return "not-applicable";
  }
  return verdictOf([...actionFaults(guardrail, body), ...outputFaults(guardrail, body)]);
}

function actionFaults(guardrail: GuardrailDescription, body: unknown): readonly Difference[] {
  const { action, intervened, assessments, finding, acting, decisive } = guardrail;
  const findings = readAll(body, assessments).flatMap(({ pointer, value }) => findingsIn(value, finding, pointer));
  const said = readPointer(body, action);
  const hasActed = findings.some(({ value }) => acting.includes(value));
  const forcing = findings.find(({ value }) => decisive.includes(value));
  const received = JSON.stringify(said) ?? "nothing";
  if (said === intervened && !hasActed) {
    const message = "the guardrail is said to have intervened, but no finding says so";
    return [
      { pointer: action, message, expected: `another value, or a finding with ${acting.join(" or ")}`, received },
    ];
  }
  return said === intervened || forcing === undefined
    ? []
    : [
        {
          pointer: action,
          message: `a finding says ${forcing.value} (${forcing.pointer}), but the response says that the guardrail did not intervene`,
          expected: intervened,
          received,
        },
      ];
}

/** What is shown instead is there where the guardrail intervened, and only there. */
function outputFaults({ action, intervened, outputs }: GuardrailDescription, body: unknown): readonly Difference[] {
  const shown = readPointer(body, outputs);
  const hasIntervened = readPointer(body, action) === intervened;
  return outputs === undefined || !Array.isArray(shown) || shown.length > 0 === hasIntervened
    ? []
    : [
        {
          pointer: outputs,
          message: hasIntervened ? "there is nothing to show instead" : "something is shown instead of what passed",
          expected: hasIntervened ? "the refusal or the masked content" : "an empty list",
          received: JSON.stringify(shown).slice(0, 160),
        },
      ];
}

interface Finding {
  readonly pointer: string;
  readonly value: string;
}

/** Deeper only a hostile response nests. */
const MAX_DEPTH = 32;

function findingsIn(value: unknown, name: string, pointer: string, depth = 0): readonly Finding[] {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) {
    return [];
  }
  return Object.entries(value).flatMap(([key, member]): readonly Finding[] =>
    key === name && typeof member === "string"
      ? [{ pointer: memberPointer(pointer, key), value: member }]
      : findingsIn(member, name, memberPointer(pointer, key), depth + 1),
  );
}
