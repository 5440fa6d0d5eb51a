import { endings, readPointer } from "@bedrock-contract/validators";
import type { Case } from "../case.ts";
import type { Answer } from "../exchange/answer.ts";

/** Whether what a response shows is in a state that lasts. */
export function hasEnded(given: Pick<Case, "operation">, answer: Answer): boolean {
  const { well = [], otherwise = [] } = endingOf(given.operation) ?? {};
  return [...well, ...otherwise].includes(String(stateIn(given, answer)));
}

/** The state that a response shows. */
export function stateIn({ operation }: Pick<Case, "operation">, { json }: Answer): unknown {
  return json.isJson ? readPointer(json.value, endingOf(operation)?.state ?? "/") : undefined;
}

interface Ending {
  readonly state: string;
  readonly well: readonly string[];
  readonly otherwise: readonly string[];
}

function endingOf(operation: string): Ending | undefined {
  return Object.entries<Ending>(endings).find(([name]) => name === operation)?.[1];
}
