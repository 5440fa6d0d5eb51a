import type { Issue, Validator } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { applyChange } from "../../cases/apply-change.ts";
import { type Check, type CheckContext, followsAwsConventions, isError, type Verdict, verdictOf } from "../check.ts";
import { restJson } from "../documents.ts";

/** A member without a value is left out. Clients of AWS take null for absent, other readers may not. */
export const nullMembers: Check = {
  id: "null-members",
  level: "SHOULD",
  rule: "An optional member that has no value is left out; clients take null for absent, though the documents do not show it.",
  documented: () => restJson("Null values"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer, validators } = context;
  if (!readsNullAsAbsent(context) || validators.response === undefined || !answer.json.isJson) {
    return "not-applicable";
  }
  const { nulls } = withoutNulls(validators.response, answer.json.value);
  return verdictOf(
    nulls.map(({ pointer }) => ({
      pointer,
      message: "the member is null",
      expected: "no such member, or a value",
      received: "null",
    })),
  );
}

/** Whether clients take null for absent in the body: that of an operation of AWS, which no format describes. */
export function readsNullAsAbsent(context: CheckContext): boolean {
  return !isError(context) && followsAwsConventions(context) && context.operation.hasFormat !== true;
}

/**
 * The members of a value that are null, and that its schema wants absent or otherwise; and what else is wrong with it.
 */
export function withoutNulls(
  validator: Validator<unknown>,
  value: unknown,
): { readonly nulls: readonly Issue[]; readonly issues: readonly Issue[] } {
  let body = value;
  let issues = validator.is(value) ? [] : validator.issues(value);
  const nulls = issues.filter(({ pointer }) => pointer !== "" && isNullMember(value, pointer));
  const optional = nulls.filter(({ pointer }) => {
    const rest = applyChange({ parameters: {}, body }, { remove: pointer }).body;
    const left = validator.issues(rest);
    // A required member may not be left out instead.
    const isBetter = left.length < issues.length;
    [body, issues] = isBetter ? [rest, left] : [body, issues];
    return isBetter;
  });
  return { nulls: optional, issues };
}

function isNullMember(root: unknown, pointer: string): boolean {
  const keys = pointerKeys(pointer);
  const owner = keys
    .slice(0, -1)
    .reduce<unknown>((value, name) => (isObject(value) ? Reflect.get(value, name) : undefined), root);
  return isObject(owner) && !Array.isArray(owner) && Reflect.get(owner, keys.at(-1) ?? "") === null;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
