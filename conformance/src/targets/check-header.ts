import { ConformanceError } from "../conformance-error.ts";

// As an import, all of its members are looked at, and with them a whole client is loaded: 15 ms of each start.
const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule("node:http");

/**
 * Throws a usage error for what no header can be, such as a key that was read from a file with the end of its line:
 * sent, it would look like a fault of the target. The message does not hold the value.
 */
export function checkHeader(name: string, value: string, subject: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    const expected = "Expected the name of a header, and a value of one line without other control characters.";
    throw new ConformanceError("usage", `${subject} cannot be sent. ${expected}`);
  }
}
