import { readPointer } from "@bedrock-contract/validators";
import type { Case } from "../../case.ts";
import { type CaseRequestOptions, parametersOf } from "../case-request.ts";

/** The model that a case invokes on a target; undefined where it invokes none. */
export function modelOf(given: Case, options: CaseRequestOptions): string | undefined {
  const model = given.api === "gateway" ? readPointer(given.body, "/model") : parametersOf(given, options).modelId;
  return typeof model === "string" ? model : undefined;
}
