import { reasoningDemandOf, type TextBodies } from "@bedrock-contract/validators";
import { hashOf, tokensOf } from "./tokens.ts";

/** Reasoning that goes before a response. */
export interface PlannedReasoning {
  /** Its tokens, which count also where nobody sees them. */
  readonly tokens: readonly string[];
  readonly isHidden: boolean;
  /** What proves who wrote it; undefined where nothing does. */
  readonly signature: string | undefined;
}

const REASONING = "This reasoning comes from a mock, which thinks of no question. It goes before the response.";

/**
 * Plans the reasoning that a request asks for; undefined where it asks for none. The same question gets the same
 * signature.
 */
export function planReasoning(
  places: TextBodies["request"]["reasoning"],
  body: unknown,
  question: string,
): PlannedReasoning | undefined {
  const demand = reasoningDemandOf(places, body);
  if (demand === undefined) {
    return undefined;
  }
  const { isHidden, isSigned } = demand;
  const signature = isSigned ? Buffer.from(`signature ${hashOf(question)}`).toString("base64") : undefined;
  return { tokens: tokensOf(REASONING), isHidden, signature };
}

/** What there is to see of reasoning. */
export function reasoningText({ tokens, isHidden }: PlannedReasoning): string {
  return isHidden ? "" : tokens.join("");
}
