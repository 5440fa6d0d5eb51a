import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { Example } from "../model/example.ts";
import { isStream, isStreamed, type Operation } from "../model/operation.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { answerOf } from "../model/streamed-answer.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `packages/mock/src/gen/examples.ts`: every example, as the mock chooses among them. */
export function emitExamplesIndex(model: SpecModel): string {
  const examples = [...model.apis, ...model.formats].flatMap((api) =>
    api.operations.flatMap((operation) => operation.examples.map((example) => exampleData(api.id, operation, example))),
  );
  return `${header(SPECS_FOLDER)}import type { MockExample } from "../example.ts";

/** Every example of the specs, in their order. */
export const examples: readonly MockExample[] = ${literal(examples)};
`;
}

function exampleData(api: string, operation: Operation, example: Example): unknown {
  return {
    name: example.name,
    api,
    operation: operation.id,
    status: example.status,
    mediaType: isStreamed(operation, example) && !isStream(operation) ? example.mediaType : undefined,
    errorType: example.error,
    parameters: example.parameters,
    body: example.request?.value,
    headers: example.headers,
    streamException: answerOf(operation, example).streamException,
  };
}
