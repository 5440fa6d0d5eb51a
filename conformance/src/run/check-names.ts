import { formats } from "@bedrock-contract/validators";
import { type Operation, operations, pathParameters } from "@bedrock-contract/wire";
import { readCaseIndex } from "../cases/case-index.ts";
import { ABSENCES, FEATURES } from "../cases/features.ts";
import { RETIRED } from "../cases/retired-formats.ts";
import { ConformanceError } from "../conformance-error.ts";
import { suggestion } from "../suggestion.ts";
import type { TargetManifest } from "../targets/manifest.ts";
import { readCreatingOperations } from "./resources/creating-operation.ts";

/**
 * Throws a usage error where a manifest, a flag or a variable speaks of a format, a feature, an operation or a path
 * parameter that does not exist: it would say nothing, and nobody would notice.
 */
export async function checkNames({ name, models = {}, features = {}, resources = {} }: TargetManifest): Promise<void> {
  const formatIds = formats.map(({ id }) => id);
  refuseUnknown(Object.keys(models), [...readCaseIndex().roles, ...formatIds], {
    complaint: (format) => `The target ${name} names a model for "${format}", which is neither a role nor a format`,
  });
  refuseUnknown(Object.keys(resources), knownResources(), {
    complaint: (parameter) =>
      `The target ${name} names a resource for "${parameter}", which is neither a path parameter nor a named member of a request`,
  });
  const kinds = [...FEATURES, ...ABSENCES, RETIRED];
  const unsupported = features.unsupported ?? [];
  const namesOperation = features.operations !== undefined || unsupported.some((tag) => tag.startsWith("operation:"));
  const known = namesOperation ? await operationNames() : [];
  const operationTags = known.map((operation) => `operation:${operation}`);
  refuseUnknown(unsupported, [...kinds, ...operationTags, ...formatIds.map((id) => `format:${id}`)], {
    complaint: (tag) => `The target ${name} declares "${tag}" unsupported, but there is no such feature`,
    expected: [...kinds, "operation:<Name>", "format:<id>"],
  });
  refuseUnknown(features.operations ?? [], known, {
    complaint: (operation) => `The target ${name} offers the operation "${operation}", but there is none of that name`,
    expected: ["the name of an operation"],
  });
}

interface Refusal {
  readonly complaint: (unknown: string) => string;
  /** What there is, in short. Default: all that is known. */
  readonly expected?: readonly string[];
}

function refuseUnknown(names: readonly string[], known: readonly string[], refusal: Refusal): void {
  const unknown = names.find((each) => !known.includes(each));
  if (unknown !== undefined) {
    const { complaint, expected = known } = refusal;
    throw new ConformanceError("usage", `${complaint(unknown)}${suggestion(unknown, known, expected)}`);
  }
}

/** Those that cases send, and those that remove what cases create. */
async function operationNames(): Promise<readonly string[]> {
  return [
    ...Object.keys(operations),
    ...(await readCreatingOperations()).flatMap(({ remove }) => remove?.operation ?? []),
  ];
}

function knownResources(): readonly string[] {
  const all: readonly Operation[] = Object.values(operations);
  return [...new Set(all.flatMap((each) => [...pathParameters(each), ...Object.keys(each.resources ?? {})]))];
}
