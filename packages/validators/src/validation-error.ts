import type { Issue } from "./validator.ts";

/** A value breaks its schema. The message names the value and its first fault; `issues` holds them all. */
export class ValidationError extends Error {
  override readonly name: "ValidationError" = "ValidationError";
  /** What was checked: `openai-chat-completion request`, `GetFoundationModel response`, …. */
  readonly validator: string;
  readonly issues: readonly Issue[];

  constructor(validator: string, issues: readonly Issue[], options?: ErrorOptions) {
    super(describe(validator, issues), options);
    this.validator = validator;
    this.issues = issues;
  }

  /**
   * Turns anything caught into a `ValidationError`: one of ours is returned as it is, also when another copy of this
   * package made it; whatever else becomes its `cause`, its text the message of a single issue.
   */
  static from(reason: unknown): ValidationError {
    if (reason instanceof ValidationError) return reason;
    if (isValidationError(reason)) return new ValidationError(reason.validator, reason.issues, { cause: reason });
    const message = reason instanceof Error ? reason.message : String(reason);
    const issue = {
      pointer: "",
      keyword: "unknown",
      message,
      expected: "a value that can be checked",
      received: "unknown",
    };
    return new ValidationError("value", [issue], { cause: reason });
  }
}

/** Whether a value is a `ValidationError`, made by this or another copy of the package. */
export function isValidationError(value: unknown): value is ValidationError {
  return (
    value instanceof Error &&
    value.name === "ValidationError" &&
    "validator" in value &&
    typeof value.validator === "string" &&
    "issues" in value &&
    Array.isArray(value.issues)
  );
}

function describe(validator: string, issues: readonly Issue[]): string {
  const [first, ...others] = issues;
  const pointer = first?.pointer ? ` ${first.pointer}` : "";
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return `[ValidationError] ${validator}${pointer}: ${first?.message ?? "is not valid"}${more}`;
}
