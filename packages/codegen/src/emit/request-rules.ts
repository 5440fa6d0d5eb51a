import type { RequestRule } from "../model/request-rule.ts";
import type { Definitions } from "../schema/definitions.ts";
import { literal } from "./literal.ts";
import type { ValidatorExport } from "./validators.ts";

/** How the validator of a rule is called: that of `guardrail-version` is `guardrailVersionRule`. */
export function ruleExport({ id }: RequestRule): string {
  return `${id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Rule`;
}

/** An operation, or a format, whose requests keep rules. */
export interface RuleOwner {
  readonly id: string;
  readonly rules: readonly RequestRule[];
}

/** The validators of the rules of an operation or format. */
export function ruleExports(definitions: Definitions, { id, rules }: RuleOwner): readonly ValidatorExport[] {
  return rules.map((rule) => ({
    name: ruleExport(rule),
    schema: definitions.define(rule.schema, ruleExport(rule)),
    title: `${id} request by the rule ${rule.id}`,
    type: "RequestEnvelope",
  }));
}

/** The table of the rules of an operation or format, beside their validators. */
export function rulesTable({ id, rules }: RuleOwner): string {
  const entries = rules.map((rule) => {
    const { id: ruleId, error, status, names, message, description } = rule;
    const facts = Object.entries({ id: ruleId, error, status, names, message, description }).filter(([, fact]) => fact);
    const members = facts.map(([key, fact]) => `    ${key}: ${literal(fact)},\n`);
    return `  {\n${members.join("")}    validator: ${ruleExport(rule)},\n  },\n`;
  });
  return `
/** The rules of ${id}: what binds several parts of a request together. */
export const rules: readonly RequestRule[] = [${entries.length > 0 ? `\n${entries.join("")}` : ""}];
`;
}
