import type { Case } from "../case.ts";
import { defined } from "../defined.ts";
import type { Documented } from "../result.ts";

const API_MODELS: Readonly<Record<Case["api"], string>> = {
  management: "AWS API model bedrock 2023-04-20",
  runtime: "AWS API model bedrock-runtime 2023-09-30",
  gateway: "OpenAI API Reference",
  responses: "OpenAI API Reference",
  messages: "Anthropic API Reference",
};

const REST_JSON = "https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html";

/** The service model's description of the case's operation. */
export function apiModel(given: Case): Documented {
  return { document: API_MODELS[given.api], section: given.operation };
}

/** The document that the case itself cites, else the service model. */
export function caseDocument(given: Case): Documented {
  const { document, section, url } = given.source;
  if (document === undefined) {
    return apiModel(given);
  }
  return { document, ...defined({ section, url }) };
}

/**
 * What requires the case's status and error type: for a negative case the rule that it breaks, else the service model.
 */
export function ruleDocument(given: Case): Documented {
  return given.kind === "negative" ? caseDocument(given) : apiModel(given);
}

/** A section of the protocol that Bedrock speaks. */
export function restJson(section: string): Documented {
  return { document: "Smithy 2.0, AWS restJson1 protocol", section, url: REST_JSON };
}
