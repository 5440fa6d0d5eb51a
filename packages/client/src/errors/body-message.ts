import { errorMessageOf } from "@bedrock-contract/wire/error-type";
import { quoteBeginning } from "./quote-beginning.ts";

/** The message of an error's body, which is parsed where it is JSON; the body itself where it has none. */
export function bodyMessage(body: unknown): string {
  return errorMessageOf(body) || withoutMessage(typeof body === "string" ? body : (JSON.stringify(body) ?? ""));
}

function withoutMessage(text: string): string {
  return text === "" ? "the response has no body" : `the response has no message; its body is ${quoteBeginning(text)}`;
}
