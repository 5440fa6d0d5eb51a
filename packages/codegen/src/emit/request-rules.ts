import type { Operation } from "../model/operation.ts";
import type { RequestRule } from "../model/request-rule.ts";
import type { Definitions } from "../schema/definitions.ts";
import { literal } from "./literal.ts";
import type { ValidatorExport } from "./validators.ts";

/** How the validator of a rule is called: that of `guardrail-version` is `guardrailVersionRule`. */
export function ruleExport({ id }: RequestRule): string {
  return `${id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Rule`;
}

/** The validators of an operation's rules. */
export function ruleExports(definitions: Definitions, operation: Operation): readonly ValidatorExport[] {
  return operation.rules.map((rule) => ({
    name: ruleExport(rule),
    schema: definitions.schemaOf(rule.schema),
    title: `${operation.id} request by the rule ${rule.id}`,
    type: "RequestEnvelope",
  }));
}

/** The table of an operation's rules, beside their validators. */
export function rulesTable({ id, rules }: Operation): string {
  const entries = rules.map((rule) => {
    const { id: ruleId, error, status, names, message, description } = rule;
    const facts = Object.entries({ id: ruleId, error, status, names, message, description }).filter(([, fact]) => fact);
    const members = facts.map(([key, fact]) => `    ${key}: ${literal(fact)},\n`);
    return `  {\n${members.join("")}    validator: ${ruleExport(rule)},\n  },\n`;
  });
  return `
/** What binds several parts of a request to ${id} together. */
export const rules: readonly RequestRule[] = [${entries.length > 0 ? `\n${entries.join("")}` : ""}];
`;
}
