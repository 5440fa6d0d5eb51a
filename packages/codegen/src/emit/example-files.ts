import { askedWith } from "../model/asked-with.ts";
import { type CaseOwner, caseOwners, ownerId } from "../model/case-owner.ts";
import type { Example } from "../model/example.ts";
import { isStream, isStreamed } from "../model/operation.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { answerOf } from "../model/streamed-answer.ts";
import { child, rootOf } from "../source/spec-node.ts";
import { generatedFrom } from "./header.ts";
import { jsonText } from "./json-text.ts";

const FOLDER = "specs/gen/examples";
const COMMENT = generatedFrom("specs");

/**
 * `specs/gen/examples/`: every example once, a file for each operation of an API or format, and an index of these
 * files.
 */
export function emitExampleFiles(model: SpecModel): readonly (readonly [string, string])[] {
  const owners = caseOwners(model).filter(({ operation }) => operation.examples.length > 0);
  return [
    [`${FOLDER}/index.json`, emitIndex(owners)],
    ...owners.map((owner) => [`${FOLDER}/${examplesFile(owner)}`, emitExamples(owner)] as const),
  ];
}

/** The file of an owner's examples, below the folder of all: `openai-completion/InvokeModel.json`. */
export function examplesFile(owner: CaseOwner): string {
  return `${ownerId(owner)}.json`;
}

/** One operation a line, so that a change of one is a change of a line. */
function emitIndex(owners: readonly CaseOwner[]): string {
  const lines = owners.map((owner) => {
    const { operation, api, format } = owner;
    return JSON.stringify({ file: examplesFile(owner), api, format, operation: operation.id });
  });
  return `{\n"$comment": ${JSON.stringify(COMMENT)},\n"files": [\n${lines.join(",\n")}\n]\n}\n`;
}

function emitExamples(owner: CaseOwner): string {
  const { operation, api, format } = owner;
  const examples = operation.examples.map((example) => exampleData(owner, example));
  return jsonText({ $comment: COMMENT, operation: operation.id, api, format, examples });
}

function exampleData({ operation }: CaseOwner, example: Example): unknown {
  const root = rootOf(example.file);
  const { body, streamException } = answerOf(operation, example);
  const asked = askedWith(operation, example);
  return {
    name: example.name,
    summary: child(root, "summary")?.value,
    source: child(root, "x-source")?.value,
    file: example.file.path,
    isFlow: child(root, "after") ? true : undefined,
    requires: example.requires.length > 0 ? example.requires : undefined,
    parameters: Object.keys(example.parameters).length > 0 ? example.parameters : undefined,
    request: example.request?.value,
    requestOf: asked === example ? undefined : asked?.name,
    status: example.status,
    otherStatuses: example.otherStatuses.length > 0 ? example.otherStatuses : undefined,
    mediaType: isStreamed(operation, example) && !isStream(operation) ? example.mediaType : undefined,
    error: example.error,
    headers: example.headers,
    response: body,
    streamException,
  };
}
