import type { Example } from "./example.ts";
import { isSuccess, type Operation } from "./operation.ts";

/**
 * The example whose request asks for an example: itself, but the first success for an error that any request can meet
 * and that has no request of its own.
 */
export function askedWith({ examples }: Operation, example: Example): Example | undefined {
  const isShared = !isSuccess(example) && !example.request && !example.hasParameters;
  return isShared ? examples.find(isSuccess) : example;
}
