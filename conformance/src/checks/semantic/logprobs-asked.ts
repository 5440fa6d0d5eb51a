import { readPointer } from "@bedrock-contract/validators";
import type { Meaning } from "../../meaning/meaning.ts";

/** Whether a request asks for the log-probabilities of the answer. */
export function asksForLogprobs({ format, request }: Meaning): boolean {
  const asked = readPointer(request, format.request.outputLogprobs);
  return asked !== undefined && asked !== null && asked !== false;
}
