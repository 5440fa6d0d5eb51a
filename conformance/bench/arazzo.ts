import type { Case } from "@bedrock-contract/conformance";
import { requestUrl } from "@bedrock-contract/wire";
import { requestOf } from "./cases.ts";

/** The cases' requests as an Arazzo workflow that compares the status of each, for Redocly's runner. */
export function toArazzo(cases: readonly Case[], url: string): unknown {
  return {
    arazzo: "1.0.1",
    info: { title: "bench", version: "1" },
    sourceDescriptions: [{ name: "bench", type: "openapi", url: "openapi.yaml" }],
    workflows: [{ workflowId: "bench", steps: cases.map((given, index) => toStep(given, index, url)) }],
  };
}

function toStep(given: Case, index: number, url: string): unknown {
  const request = requestOf(given);
  return {
    stepId: `case-${index}`,
    "x-operation": { url: requestUrl(url, request), method: request.method.toLowerCase() },
    parameters: Object.entries(request.headers)
      .filter(([name]) => name !== "content-type")
      .map(([name, value]) => ({ in: "header", name, value })),
    ...(given.body !== undefined && { requestBody: { contentType: "application/json", payload: given.body } }),
    successCriteria: [{ condition: given.expect.status.map((status) => `$statusCode == ${status}`).join(" || ") }],
  };
}
