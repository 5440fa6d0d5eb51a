import type { Plugin } from "@redocly/openapi-core";

/**
 * Makes Redocly know `x-request-rules`, a list of references to rules: they are followed, counted as used and written
 * into bundles. The shape of a rule is for its JSON Schema to say.
 */
export const requestRuleTypes: NonNullable<Plugin["typeExtension"]> = {
  oas3: (types) => ({
    ...types,
    Operation: {
      ...types.Operation,
      properties: { ...types.Operation?.properties, "x-request-rules": "RequestRuleList" },
    },
    RequestRuleList: { properties: {}, items: "RequestRule" },
    RequestRule: { properties: {}, additionalProperties: {} },
  }),
};
