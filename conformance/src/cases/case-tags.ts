import { readAll } from "@bedrock-contract/validators";
import { operationNamed } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import type { GATEWAY_FEATURES } from "./features.ts";

/**
 * What a case stands for, in the words that manifests use: its api, `operation:<Name>`, `format:<id>`, `malformed-json`
 * where it sends a text that is no JSON, and of a gateway what it needs: `embeddings`, `images`, `tools`, `reasoning`,
 * `structured-outputs`.
 */
export function tagsOf(given: Case): readonly string[] {
  return [
    given.api,
    `operation:${given.operation}`,
    ...(given.format === undefined ? [] : [`format:${given.format}`]),
    ...(given.rawBody === undefined ? [] : ["malformed-json"]),
    ...(given.api === "gateway" ? gatewayFeaturesOf(given) : []),
  ];
}

/** What of a gateway's offer a case needs. */
function gatewayFeaturesOf({ operation, body }: Case): readonly (typeof GATEWAY_FEATURES)[number][] {
  const has = (pointer: string): boolean => readAll(body, pointer).length > 0;
  return [
    ...(operation === "CreateEmbedding" ? (["embeddings"] as const) : []),
    ...(has("/messages/*/content/*/image_url") ? (["images"] as const) : []),
    ...(has("/tools") || has("/messages/*/tool_calls") ? (["tools"] as const) : []),
    ...(has("/reasoning_effort") ? (["reasoning"] as const) : []),
    ...(has("/response_format/json_schema") ? (["structured-outputs"] as const) : []),
  ];
}

/** Looks harder instead of selecting cases: what else is a warning fails. */
export const STRICT = "strict";

/** The profiles that a case belongs to. The first is the narrowest. */
export function profilesOf(given: Case): readonly string[] {
  return [
    ...(given.authentication === undefined ? [] : ["auth"]),
    ...(given.format === undefined ? [] : [`format:${given.format}`]),
    given.api,
    ...(isWrite(given) ? ["management-writes"] : []),
    ...(given.requires.includes("streaming") ? ["streaming"] : []),
    given.kind,
    ...(expectsError(given) ? ["errors"] : []),
  ];
}

/** Whether a case is about an operation that changes something in the account, be it that the request is refused. */
export function isWrite({ api, operation }: Case): boolean {
  return api === "management" && operationNamed(operation)?.method !== "GET";
}

/** Whether a case conforms only with an error. */
export function expectsError(given: Case): boolean {
  return given.expect.status.every((status) => status >= 400);
}
