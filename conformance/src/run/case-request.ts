import { meanings, memory, readPointer } from "@bedrock-contract/validators";
import { createRequest, type Operation, type WireRequest } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import { defined } from "../defined.ts";
import type { TargetManifest } from "../targets/manifest.ts";
import { pathParametersOf } from "./applicability.ts";
import { withCarrier } from "./carrier.ts";
import { type CaseModelOptions, modelMemberOf, withModel, withResources } from "./case-models.ts";

/** The case as it is sent to this target: with the manifest's model, and its resources in the path and in the body. */
export function adaptedCase(given: Case, options: CaseModelOptions): Case {
  const { resources } = options.manifest;
  const carried = withCarrier(given, options.manifest);
  const adapted = withResources(withModel(carried, options), options);
  const names = resources !== undefined && given.requires.includes("existing-resource") ? pathParametersOf(given) : [];
  const named = names.flatMap((name) => (resources?.[name] === undefined ? [] : [[name, resources[name]] as const]));
  return named.length === 0
    ? adapted
    : { ...adapted, parameters: { ...adapted.parameters, ...Object.fromEntries(named) } };
}

/** The request of an adapted case, as this target is to receive it, not yet signed. */
export function caseRequest(operation: Operation, given: Case, manifest: TargetManifest): WireRequest {
  const request = createRequest(operation, {
    parameters: given.parameters,
    ...defined({ body: given.body, rawBody: given.rawBody }),
  });
  const prefer = preferenceOf(given, manifest);
  const accept = { accept: given.mediaType ?? operation.responseMediaType };
  return { ...request, headers: { ...accept, ...request.headers, ...defined({ prefer }) } };
}

/**
 * Only targets that declare it see a preference: others answer on their own account. One that replays the examples is
 * asked for them where what other cases have written may stand in the response.
 */
function preferenceOf(given: Case, { asksForExamples, replay }: TargetManifest): string | undefined {
  const { prefer, example, expect, after } = given;
  if (prefer !== undefined) {
    return `code=${prefer.code}, example=${prefer.example}`;
  }
  const [status] = expect.status;
  const isAsked = asksForExamples === true || (replay === "exact" && isShared(given) && after === undefined);
  return isAsked && example !== undefined ? `code=${status}, example=${example}` : undefined;
}

/** Whether a case writes, or what others have written may stand in its response. */
export function isShared({ requires, operation }: Pick<Case, "requires" | "operation">): boolean {
  return requires.includes("writes") || meanings[operation] !== undefined || KEPT.has(operation);
}

/** The operations on what is kept. */
const KEPT: ReadonlySet<string> = new Set(Object.values(memory).flatMap(({ operations }) => Object.keys(operations)));

/** The model that a case invokes on a target; undefined where it invokes none. */
export function modelOf(given: Case, options: CaseModelOptions): string | undefined {
  const { parameters, body } = adaptedCase(given, options);
  const member = modelMemberOf(given);
  const id = member === undefined ? parameters.modelId : readPointer(body, member);
  return typeof id === "string" ? id : undefined;
}
