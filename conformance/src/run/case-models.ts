import { readPointer } from "@bedrock-contract/validators";
import { operationNamed } from "@bedrock-contract/wire";
import type { Case, CaseHead } from "../case.ts";
import { applyChange } from "../cases/apply-change.ts";
import type { ModelChoice, TargetManifest } from "../targets/manifest.ts";
import { pathParametersOf } from "./applicability.ts";

/** What of a manifest changes the requests, and the model ids that it may replace. */
export interface CaseModelOptions {
  readonly manifest: TargetManifest;
  /** The model ids of the valid cases: only these are replaced, so that a case about a wrong id keeps it. */
  readonly modelIds: ModelIds;
}

/**
 * Model ids by format, and where no format says which model is meant, by api; what else must exist in the account, by
 * what it is.
 */
export type ModelIds = ReadonlyMap<string, ReadonlySet<unknown>>;

/** The model ids that valid cases send, and what else they name that must exist. */
export function modelIdsOf(cases: readonly Case[]): ModelIds {
  const ids = new Map<string, Set<unknown>>();
  for (const each of cases) {
    if (each.kind !== "negative" && each.expect.status.some((status) => status < 300)) {
      const key = modelKeyOf(each);
      const models = key === undefined ? [] : namedModels(each).map((id) => [key, id] as const);
      for (const [known, id] of [...models, ...namedResources(each)]) {
        ids.set(known, (ids.get(known) ?? new Set()).add(id));
      }
    }
  }
  return ids;
}

/** The case with what the manifest says exists in the account, where its request names something of the kind. */
export function withResources(given: Case, { manifest, modelIds }: CaseModelOptions): Case {
  const { resources = {} } = manifest;
  const places = operationNamed(given.operation)?.resources ?? {};
  let changed = given;
  for (const [name, pointer] of Object.entries(places)) {
    const value = resources[name];
    const isKnown = modelIds.get(resourceKey(given, name))?.has(readPointer(given.body, pointer)) === true;
    if (value !== undefined && isKnown) {
      changed = { ...changed, ...applyChange(changed, { set: { pointer, value } }) };
    }
  }
  return changed;
}

/** What must exist in the account, by the name of the operation and its own. */
function namedResources(given: Case): readonly (readonly [key: string, value: unknown])[] {
  const places = operationNamed(given.operation)?.resources ?? {};
  return Object.entries(places).map(([name, pointer]) => [resourceKey(given, name), readPointer(given.body, pointer)]);
}

function resourceKey({ operation }: Case, name: string): string {
  return `${operation} ${name}`;
}

/** What cases share their model ids by. */
export function modelKeyOf({ format, model, api }: CaseHead): string | undefined {
  return format ?? (model === undefined ? undefined : api);
}

/** The case with the model that the manifest names for it, in its path or in its body. */
export function withModel(given: Case, options: CaseModelOptions): Case {
  const choice = choiceOf(given, options.manifest);
  if (choice === undefined) {
    return given;
  }
  const { id, dimensions = [] } = typeof choice === "string" ? { id: choice } : choice;
  const renamed = isReplaceable(given, options) ? withModelId(given, id) : given;
  const [smallest] = dimensions.toSorted((a, b) => a - b);
  return smallest === undefined ? renamed : withDimensions(renamed, smallest);
}

/** Whether the model that a case names is one of the examples, and no wrong id that the case is about. */
export function isReplaceable(given: Case, { modelIds }: Pick<CaseModelOptions, "modelIds">): boolean {
  const known = modelIds.get(modelKeyOf(given) ?? "");
  const ids = namedModels(given);
  return ids.length > 0 && ids.every((id) => known?.has(id));
}

/** The case with another model id where it names one. */
export function withModelId(given: Case, id: string): Case {
  const { format, model } = given;
  const pointer = modelMemberOf(given);
  if (pointer !== undefined) {
    return { ...given, ...applyChange(given, { set: { pointer, value: id } }) };
  }
  const names = format === undefined ? [model?.parameter ?? ""] : pathParametersOf(given);
  return { ...given, parameters: { ...given.parameters, ...Object.fromEntries(names.map((name) => [name, id])) } };
}

/** The place in the body that names the model; undefined where a parameter does. */
export function modelMemberOf({ format, model, operation }: CaseHead): string | undefined {
  return format === undefined ? model?.member : operationNamed(operation)?.modelInput?.modelId;
}

/** Whether the manifest names the model that a case invokes, or reads. */
export function isModelNamed(given: CaseHead, manifest: TargetManifest): boolean {
  return choiceOf(given, manifest) !== undefined;
}

/** A number of dimensions that the model has must be answered; any other may be refused as well. */
function withDimensions(given: Case, dimensions: number): Case {
  const pointer = given.kind === "negative" ? undefined : given.model?.dimensions;
  if (pointer === undefined) {
    return given;
  }
  const status = given.expect.status.filter((each) => each < 300);
  return {
    ...given,
    ...applyChange(given, { set: { pointer, value: dimensions } }),
    expect: { ...given.expect, status },
  };
}

function choiceOf({ format, model }: CaseHead, { models = {} }: TargetManifest): ModelChoice | undefined {
  return models[format ?? model?.role ?? ""];
}

/** The ids of models in a request. Where no format says which model is meant, an ARN is what the case is about. */
function namedModels(given: Case): readonly unknown[] {
  const { format, model, parameters, body } = given;
  const member = modelMemberOf(given);
  if (format !== undefined) {
    return member === undefined ? pathParametersOf(given).map((name) => parameters[name]) : [readPointer(body, member)];
  }
  const id = member === undefined ? parameters[model?.parameter ?? ""] : readPointer(body, member);
  const isArn = model?.listedBy === undefined && String(id).startsWith("arn:");
  return id === undefined || isArn ? [] : [id];
}
