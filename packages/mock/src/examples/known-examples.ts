import { detectFormat } from "@bedrock-contract/validators";
import type { Operation } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { locateInput } from "../request/locate-format.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { examplesOf } from "./read-examples.ts";

/** The examples that may answer a request, put in order once for all requests of its kind. */
export interface KnownExamples {
  /**
   * Those of the format first; then those of the runtime API: errors that every format shares, and requests whose body
   * is of this format.
   */
  readonly all: readonly MockExample[];
  readonly successes: readonly MockExample[];
  /** Those that a request can equal: successes, then errors that have a request of their own. */
  readonly equalable: readonly MockExample[];
}

const kinds = new Map<string, KnownExamples>();

/** The examples of a request's operation, API or format, and media type. */
export function knownExamples(kind: Pick<ExampleRequest, "operation" | "api" | "mediaType">): KnownExamples {
  const key = [kind.api, kind.operation.name, kind.mediaType].join(" ");
  const known = kinds.get(key) ?? compile(kind);
  kinds.set(key, known);
  return known;
}

function compile({
  operation,
  api,
  mediaType,
}: Pick<ExampleRequest, "operation" | "api" | "mediaType">): KnownExamples {
  const isMeant = (example: MockExample): boolean => example.status >= 400 || example.mediaType === mediaType;
  const own = examplesOf(api, operation.name).filter(isMeant);
  const shared = api === operation.api ? [] : examplesOf(operation.api, operation.name).filter(isMeant);
  const all = [...own, ...shared.filter((example) => example.status >= 400 || formatOf(operation, example) === api)];
  // What comes after others is there only then: nobody but `Prefer` asks for it.
  const standing = all.filter(({ isFlow = false }) => !isFlow);
  const successes = standing.filter(({ status }) => status < 400);
  return { all, successes, equalable: [...successes, ...standing.filter(hasRequest)] };
}

/** The errors that any operation can answer are stored without a request: an empty request does not mean them. */
export function hasRequest(example: MockExample): boolean {
  return example.body !== undefined || Object.keys(example.parameters).length > 0;
}

function formatOf(operation: Operation, { parameters, body }: MockExample): string | undefined {
  const located = locateInput(operation, body);
  return located !== undefined ? located.format : detectFormat(String(parameters.modelId), body);
}
