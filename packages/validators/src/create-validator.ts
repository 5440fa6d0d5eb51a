import { Faults, type NoteFaults } from "./engine/runtime.ts";
import { toIssues } from "./issues/to-issues.ts";
import { pointerPath } from "./pointer.ts";
import type { StandardResult } from "./standard-schema.ts";
import { ValidationError } from "./validation-error.ts";
import type { Issue, IssuesOptions, Validator } from "./validator.ts";

/** A hostile body can have millions of faults, of which nobody reads the rest. */
const MOST_ISSUES = 1000;

/**
 * Gives two generated functions the interface of a validator: one that says whether a value is valid, and one that
 * notes the faults of one that is not. `name` is what messages call the value.
 */
export function createValidator<Value>(
  name: string,
  isValid: (value: unknown) => boolean,
  noteFaults: NoteFaults,
): Validator<Value> {
  const is = (value: unknown): value is Value => isValid(value);
  const explain = (value: unknown, options: IssuesOptions = {}): readonly Issue[] => {
    const faults = new Faults(options.first ? 1 : (options.limit ?? MOST_ISSUES));
    noteFaults(value, undefined, faults);
    return toIssues(faults.list);
  };
  return {
    is,
    issues: (value, options) => (isValid(value) ? [] : explain(value, options)),
    parse(value: unknown): Value {
      if (is(value)) return value;
      throw new ValidationError(name, explain(value));
    },
    "~standard": {
      version: 1,
      vendor: "bedrock-contract",
      validate: (value) => (is(value) ? { value } : standardFailure(explain(value), value)),
    },
  };
}

function standardFailure(issues: readonly Issue[], value: unknown): StandardResult<never> {
  return { issues: issues.map(({ message, pointer }) => ({ message, path: pointerPath(pointer, value) })) };
}
