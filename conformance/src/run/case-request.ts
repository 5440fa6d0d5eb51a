import { readPointer } from "@bedrock-contract/validators";
import { createRequest, type Operation, type WireRequest } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import { defined } from "../defined.ts";
import type { TargetManifest } from "../targets/manifest.ts";
import { pathParametersOf } from "./applicability.ts";

/** What of a manifest changes the requests, and the model ids that it may replace. */
export interface CaseRequestOptions {
  readonly manifest: TargetManifest;
  /** The model ids of the valid cases, by format: only these are replaced, so that a case about a wrong id keeps it. */
  readonly modelIds: ModelIds;
}

/** Model ids by format. */
export type ModelIds = ReadonlyMap<string, ReadonlySet<unknown>>;

/** The model ids that valid cases send, by format. */
export function modelIdsOf(cases: readonly Case[]): ModelIds {
  const ids = new Map<string, Set<unknown>>();
  for (const each of cases) {
    if (each.format !== undefined && each.kind !== "negative" && each.expect.status.some((status) => status < 300)) {
      const known = ids.get(each.format) ?? new Set();
      for (const name of pathParametersOf(each)) {
        known.add(each.parameters[name]);
      }
      ids.set(each.format, known);
    }
  }
  return ids;
}

/** The parameters that a case sends to this target: its own, with the manifest's model and resources in the path. */
export function parametersOf(given: Case, options: CaseRequestOptions): Readonly<Record<string, unknown>> {
  const parameters = { ...given.parameters };
  for (const name of pathParametersOf(given)) {
    parameters[name] = pathValue(given, name, options) ?? parameters[name];
  }
  return parameters;
}

/** The request of a case, as this target is to receive it, not yet signed. */
export function caseRequest(
  operation: Operation,
  given: Case,
  {
    manifest,
    parameters,
  }: { readonly manifest: TargetManifest; readonly parameters: Readonly<Record<string, unknown>> },
): WireRequest {
  const request = createRequest(operation, {
    parameters,
    ...defined({ body: given.body, rawBody: given.rawBody }),
  });
  const prefer = preferenceOf(given, manifest);
  const accept = { accept: given.mediaType ?? operation.responseMediaType };
  return { ...request, headers: { ...accept, ...request.headers, ...defined({ prefer }) } };
}

function pathValue(given: Case, name: string, { manifest, modelIds }: CaseRequestOptions): string | undefined {
  const { models, resources } = manifest;
  if (given.format !== undefined && modelIds.get(given.format)?.has(given.parameters[name])) {
    return models?.[given.format];
  }
  return given.requires.includes("existing-resource") ? resources?.[name] : undefined;
}

/** Only targets that declare it see a preference: others answer on their own account. */
function preferenceOf({ prefer, example, expect }: Case, { asksForExamples }: TargetManifest): string | undefined {
  if (prefer !== undefined) {
    return `code=${prefer.code}, example=${prefer.example}`;
  }
  const [status] = expect.status;
  return asksForExamples === true && example !== undefined ? `code=${status}, example=${example}` : undefined;
}

/** The model that a case invokes on a target; undefined where it invokes none. */
export function modelOf(given: Case, options: CaseRequestOptions): string | undefined {
  const model = given.api === "gateway" ? readPointer(given.body, "/model") : parametersOf(given, options).modelId;
  return typeof model === "string" ? model : undefined;
}
