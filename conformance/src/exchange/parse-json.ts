import { isUtf8 } from "node:buffer";

/** A body read as JSON. */
export type JsonBody =
  | { readonly isJson: true; readonly value: unknown }
  | { readonly isJson: false; readonly reason: string };

/** Reads bytes as JSON in UTF-8; `subject` is what a reason calls them. */
export function parseJson(body: Buffer, subject = "the body"): JsonBody {
  if (body.length === 0) {
    return { isJson: false, reason: `${subject} is empty` };
  }
  if (!isUtf8(body)) {
    return { isJson: false, reason: `${subject} is not UTF-8` };
  }
  try {
    return { isJson: true, value: JSON.parse(body.toString("utf8")) };
  } catch (error) {
    return { isJson: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
