import { readPointer } from "@bedrock-contract/validators";
import { readValues } from "@bedrock-contract/validators/pointer";
import { Refusal } from "../http/refusal.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { evaluate } from "./evaluate.ts";
import type { Guardrail, GuardrailSide } from "./guardrail.ts";
import { type Guardrails, UNKNOWN_GUARDRAIL } from "./guardrails.ts";
import { coverageOf, usageOf } from "./write-assessment.ts";

/** What a guardrail makes of content, without a model. */
export function applyGuardrail({ parameters, body, operation }: ExampleRequest, guardrails: Guardrails): unknown {
  const version = String(parameters.guardrailVersion);
  const guardrail = find(String(parameters.guardrailIdentifier), version, guardrails);
  if (guardrail === undefined) {
    const type = "ResourceNotFoundException";
    throw new Refusal(type, operation.errors[type] ?? 404, UNKNOWN_GUARDRAIL);
  }
  const texts = readValues(body, "/content/*/text/text").map(String);
  const isFull = readPointer(body, "/outputScope") === "FULL";
  const side = readPointer(body, "/source") === "OUTPUT" ? "output" : "input";
  const request = { guardrail, side, version, texts, isFull } as const;
  const { action, reason, outputs, assessment } = evaluate(request);
  return {
    usage: usageOf(request),
    action: action === "none" ? "NONE" : "GUARDRAIL_INTERVENED",
    actionReason: reason,
    outputs: action === "none" ? [] : outputs.map((text) => ({ text })),
    assessments: [assessment],
    guardrailCoverage: coverageOf(request),
  };
}

/** A guardrail of which nothing is known may exist, and finds nothing. */
function find(identifier: string, version: string, guardrails: Guardrails): Guardrail | undefined {
  return guardrails.letsPass(identifier)
    ? { id: identifier.split("/").at(-1) || "guardrail", input: NO_RULES, output: NO_RULES }
    : guardrails.find(identifier, version);
}

const NO_RULES: GuardrailSide = { blockedMessage: undefined, rules: [] };
