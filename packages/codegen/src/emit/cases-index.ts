import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { AuthoredCase } from "../model/authored-case.ts";
import { type CaseOwner, caseOwners, ownerId } from "../model/case-owner.ts";
import type { Example } from "../model/example.ts";
import { isStream, isStreamed, isSuccess } from "../model/operation.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { answerOf } from "../model/streamed-answer.ts";
import { child, children, rootOf } from "../source/spec-node.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `conformance/src/gen/cases.ts`: the examples and the authored cases, resolved. */
export function emitCasesIndex(model: SpecModel, authored: readonly AuthoredCase[]): string {
  const documented = documentedCases(model);
  const negative = authored.map(authoredData);
  return `${header(`${SPECS_FOLDER} and conformance/cases`)}import type { Case } from "../case.ts";

/** Every case: the examples of the specs, then the authored ones. */
export const cases: readonly Case[] = ${literal([...documented, ...negative])};
`;
}

function documentedCases(model: SpecModel): readonly unknown[] {
  return caseOwners(model).flatMap((owner) => owner.operation.examples.map((example) => exampleCase(owner, example)));
}

function exampleCase(owner: CaseOwner, example: Example): unknown {
  const { operation, api, format } = owner;
  const { body, streamException } = answerOf(operation, example);
  const root = rootOf(example.file);
  const source = child(root, "x-source");
  const { kind, ...rest } = Object.fromEntries(source ? children(source).map(([key, node]) => [key, node.value]) : []);
  const asked = isShared(example) ? operation.examples.find(isSuccess) : example;
  return {
    id: `${ownerId(owner)}/${example.name}`,
    operation: operation.id,
    api,
    format,
    summary: child(root, "summary")?.value,
    kind,
    source: rest,
    file: example.file.path,
    mediaType: mediaTypeOf(owner, example),
    requires: requiresOf(owner, [...example.requires, ...(isStreamed(owner.operation, example) ? ["streaming"] : [])]),
    parameters: asked?.parameters ?? {},
    body: asked?.request?.value,
    prefer: isScripted(example) ? { code: example.status, example: example.name } : undefined,
    example: example.name,
    expect: {
      status: [example.status, ...example.otherStatuses],
      errorTypes: example.error === undefined ? undefined : [example.error],
      body,
      headers: example.headers,
      streamException,
    },
  };
}

/** An API can need a feature of its target; an operation that streams needs a target that does, whatever its cases are about. */
function requiresOf({ operation }: CaseOwner, requires: readonly string[]): readonly string[] {
  return [...new Set([...operation.api.requires, ...requires, ...(isStream(operation) ? ["streaming"] : [])])];
}

/** The media type of an answer that comes as a stream because its request asks for one. */
function mediaTypeOf({ operation }: CaseOwner, example: Example): string | undefined {
  return isStreamed(operation, example) && !isStream(operation) ? example.mediaType : undefined;
}

/** An error that any request can meet has no request of its own. */
function isShared(example: Example): boolean {
  return !isSuccess(example) && !example.request && !example.hasParameters;
}

function isScripted(example: Example): boolean {
  return example.requires.some((feature) => feature.startsWith("scripted-error"));
}

function authoredData({ id, owner, summary, rule, node, requires, request, expect }: AuthoredCase): unknown {
  return {
    id,
    operation: owner.operation.id,
    api: owner.api,
    format: owner.format,
    summary,
    kind: "negative",
    source: { document: rule.document.title, url: rule.document.url, section: rule.section },
    file: node.file.path,
    requires: requiresOf(owner, requires),
    parameters: request.parameters,
    body: request.body,
    rawBody: request.rawBody,
    authentication: request.authentication,
    expect,
  };
}
