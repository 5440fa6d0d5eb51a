import { endings, readPointer } from "@bedrock-contract/validators";
import type { Case } from "../case.ts";
import type { Answer } from "../exchange/answer.ts";

/** Whether what a response shows is in a state that lasts. One that tells no state has nothing to wait for. */
export function hasEnded(given: Pick<Case, "operation">, answer: Answer): boolean {
  const { well = [], otherwise = [] } = endingOf(given.operation) ?? {};
  const state = stateIn(given, answer);
  return state === undefined || [...well, ...otherwise].includes(String(state));
}

/** The state that a response shows. */
export function stateIn({ operation }: Pick<Case, "operation">, { json }: Answer): unknown {
  const ending = endingOf(operation);
  return json.isJson && ending !== undefined ? readPointer(json.value, ending.state) : undefined;
}

interface Ending {
  readonly state: string;
  readonly well: readonly string[];
  readonly otherwise: readonly string[];
}

function endingOf(operation: string): Ending | undefined {
  return Object.entries<Ending>(endings).find(([name]) => name === operation)?.[1];
}
