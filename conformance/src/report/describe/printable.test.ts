import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test("what steers a terminal is shown, not obeyed", () => {
  expect(printable("a\u001b[2Jb\u202ec\u0007")).toBe("a\\u001b[2Jb\\u202ec\\u0007");
});

test("what people write stays as it is", () => {
  expect(printable("isn’t\n\tgrün 🎉")).toBe("isn’t\n\tgrün 🎉");
});
