import { describe, expect, test } from "vitest";
import { isValidationError, ValidationError } from "./validation-error.ts";

const issue = {
  pointer: "/a~1b",
  keyword: "type",
  message: "must be a string, but was 1",
  expected: "a string",
  received: "1",
};

describe("ValidationError", () => {
  test("says what, where and what was expected", () => {
    expect(new ValidationError("Thing request", [issue]).message).toBe(
      "[ValidationError] Thing request /a~1b: must be a string, but was 1",
    );
    expect(new ValidationError("Thing request", [{ ...issue, pointer: "" }, issue]).message).toBe(
      "[ValidationError] Thing request: must be a string, but was 1 (and 1 more)",
    );
  });

  test("is recognized from another copy of the package", () => {
    const copy = Object.assign(new Error("x"), {
      name: "ValidationError",
      validator: "Thing request",
      issues: [issue],
    });
    expect(isValidationError(copy)).toBe(true);
    expect(isValidationError(new ValidationError("Thing", []))).toBe(true);
    expect(isValidationError(Object.assign(new Error("x"), { name: "ValidationError" }))).toBe(false);
    expect(isValidationError({ name: "ValidationError", validator: "Thing", issues: [] })).toBe(false);
  });

  test("is made from anything caught", () => {
    const own = new ValidationError("Thing", [issue]);
    expect(ValidationError.from(own)).toBe(own);

    const copy = Object.assign(new Error("x"), { name: "ValidationError", validator: "Thing", issues: [issue] });
    expect(ValidationError.from(copy)).toBeInstanceOf(ValidationError);
    expect(ValidationError.from(copy)).toMatchObject({ validator: "Thing", issues: [issue], cause: copy });

    const other = new TypeError("no JSON");
    expect(ValidationError.from(other)).toMatchObject({ cause: other, message: "[ValidationError] value: no JSON" });
    expect(ValidationError.from("text").message).toBe("[ValidationError] value: text");
  });
});
