import { matchPath } from "@bedrock-contract/wire";
import { excerpt } from "../../exchange/answer.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";
import { requestTargetOf } from "./request-target.ts";

/**
 * Operations that recordings often hold and the specs do not describe, by method and path; they are known below any
 * prefix.
 */
const ROUTES: readonly (readonly [operation: string, method: string, path: string])[] = [
  ["Converse", "POST", "/model/{modelId}/converse"],
  ["ConverseStream", "POST", "/model/{modelId}/converse-stream"],
  ["CountTokens", "POST", "/model/{modelId}/count-tokens"],
  ["InvokeModelWithBidirectionalStream", "POST", "/model/{modelId}/invoke-with-bidirectional-stream"],
  ["ApplyGuardrail", "POST", "/guardrail/{guardrailIdentifier}/version/{guardrailVersion}/apply"],
  ["StartAsyncInvoke", "POST", "/async-invoke"],
  ["ListAsyncInvokes", "GET", "/async-invoke"],
  ["GetAsyncInvoke", "GET", "/async-invoke/{invocationArn}"],
  ["responses", "POST", "/responses"],
];

const MOST_SEGMENTS = 8;

/**
 * What reports call an operation without a spec: its name, where there is one, else its method and path, identifiers
 * left out.
 */
export function unspecifiedOperation({ method, url }: RecordedExchange["request"]): string {
  const { path } = requestTargetOf(url);
  const segments = path.split("/").slice(1);
  // A path may have a million segments, of which only as many count as a route has.
  const last = segments.slice(-MOST_SEGMENTS);
  const tails = last.map((_, index) => `/${last.slice(index).join("/")}`);
  const route = ROUTES.find(
    ([, wanted, template]) => wanted === method && tails.some((tail) => matchPath(template, tail) !== undefined),
  );
  const words = segments.slice(0, MOST_SEGMENTS).map((segment) => (isIdentifier(segment) ? "*" : segment));
  return route?.[0] ?? excerpt(`${method} /${words.join("/")}${segments.length > MOST_SEGMENTS ? "/…" : ""}`);
}

/** Words of a path are of lower-case letters; versions such as v1 stay. */
function isIdentifier(segment: string): boolean {
  return !/^(?:[a-z]+(?:-[a-z]+)*|v\d+)$/.test(segment) && segment !== "";
}
