import { type Check, findErrors } from "./engine/check.ts";
import { toIssues } from "./issues/to-issues.ts";
import { pointerPath } from "./pointer.ts";
import type { StandardResult } from "./standard-schema.ts";
import { ValidationError } from "./validation-error.ts";
import type { Issue, Validator } from "./validator.ts";

/** Gives a generated function the interface of a validator; `name` is what messages call the value. */
export function createValidator<Value>(name: string, check: Check): Validator<Value> {
  const issues = (value: unknown): readonly Issue[] => toIssues(findErrors(check, value), value);
  const is = (value: unknown): value is Value => findErrors(check, value).length === 0;
  return {
    is,
    issues,
    parse(value: unknown): Value {
      if (is(value)) return value;
      throw new ValidationError(name, issues(value));
    },
    "~standard": {
      version: 1,
      vendor: "bedrock-contract",
      validate: (value) => (is(value) ? { value } : standardFailure(issues(value), value)),
    },
  };
}

function standardFailure(issues: readonly Issue[], value: unknown): StandardResult<never> {
  return { issues: issues.map(({ message, pointer }) => ({ message, path: pointerPath(pointer, value) })) };
}
