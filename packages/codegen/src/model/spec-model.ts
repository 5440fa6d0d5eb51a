import type { SpecFiles } from "../source/spec-file.ts";
import { child, member, placeOf, type SpecNode } from "../source/spec-node.ts";
import { type Api, readApis } from "./api.ts";
import { isStream, type Operation, readOperations } from "./operation.ts";
import type { RequestRule } from "./request-rule.ts";

/** An API with its operations. */
export interface ApiModel extends Api {
  readonly operations: readonly Operation[];
}

/** A format: an API that refines the operations of another. */
export interface FormatModel extends ApiModel {
  /** The operation that answers in one body; where none does, the one that streams. */
  readonly operation: Operation;
  /** The schema of the body that the model takes, `$ref` not followed. */
  readonly request: SpecNode | undefined;
  /** The operation that answers with a stream; undefined where the format has none. */
  readonly stream: Operation | undefined;
  /** The API that the format refines. */
  readonly refined: ApiModel;
  /** The rules that it adds to those of the operations that it refines. */
  readonly rules: readonly RequestRule[];
  /** The schema of one chunk of a streamed answer, `$ref` not followed; undefined where the format has no stream. */
  readonly chunk: SpecNode | undefined;
}

/** Everything that the generators read. */
export interface SpecModel {
  readonly apis: readonly ApiModel[];
  readonly formats: readonly FormatModel[];
}

/** Reads the APIs of the table with their operations and examples. */
export function readSpecModel(files: SpecFiles): SpecModel {
  const all = readApis(files).map((api) => ({ ...api, operations: readOperations(files, api) }));
  const apis = all.filter((api) => !api.format);
  refuseDoubles(files, apis);
  const formats = all.filter((api) => api.format).flatMap((format) => formatModel(files, format, apis) ?? []);
  return { apis, formats };
}

function formatModel(files: SpecFiles, format: ApiModel, apis: readonly ApiModel[]): FormatModel | undefined {
  const refined = apis.find((api) =>
    format.operations.every(({ id }) => api.operations.some((other) => other.id === id)),
  );
  const stream = format.operations.find(isStream);
  const operation = format.operations.find((candidate) => !isStream(candidate)) ?? stream;
  if (operation && refined) {
    refuseWrongFeature(files, format, stream);
    const rules = addedRules(operation, refined);
    const chunk = stream && chunkOf(files, stream);
    return { ...format, operation, request: requestOf(files, operation), stream, refined, rules, chunk };
  }
  const found = format.operations.map(({ id }) => id).join(", ") || "no operation";
  files.problems.add(
    placeOf(format.root),
    `format '${format.id}' has ${found}; expected an operation that another API has under the same operationId`,
  );
  return undefined;
}

/** What the operation takes, or the part of it that is the model's input. */
function requestOf(files: SpecFiles, { request, modelInput }: Operation): SpecNode | undefined {
  const steps = modelInput === undefined ? [] : modelInput.input.split("/").slice(1);
  return steps.reduce<SpecNode | undefined>((node, step) => {
    const properties = node && member(files, node, "properties");
    return properties && child(properties, step);
  }, request);
}

function addedRules({ id, rules }: Operation, { operations }: ApiModel): readonly RequestRule[] {
  const known = operations.find((refined) => refined.id === id)?.rules ?? [];
  return rules.filter((rule) => !known.some((other) => other.node.file === rule.node.file));
}

/** The schema of one chunk: the elements of the list that the specs write a stream as. */
function chunkOf(files: SpecFiles, stream: Operation): SpecNode | undefined {
  const list = member(files, stream.success.schema);
  const items = list && child(list, "items");
  if (!items)
    files.problems.add(
      placeOf(stream.node),
      `${stream.id} answers with no list of chunks; expected \`type: array\` with \`items\``,
    );
  return items;
}

function refuseWrongFeature(files: SpecFiles, { id, format }: ApiModel, stream: Operation | undefined): void {
  const feature = member(files, format, "features", "streaming");
  if (!feature || feature.value === (stream !== undefined)) return;
  files.problems.add(
    placeOf(feature),
    `format '${id}' says streaming: ${feature.value}, but lists ${stream ? stream.id : "no operation that streams"}; expected both to agree`,
  );
}

function refuseDoubles(files: SpecFiles, apis: readonly ApiModel[]): void {
  const seen = new Map<string, Operation>();
  for (const operation of apis.flatMap((api) => api.operations)) {
    const first = seen.get(operation.id);
    if (first) {
      const { file, line } = placeOf(first.node);
      files.problems.add(
        placeOf(operation.node),
        `operation '${operation.id}' is also in ${file}:${line}; expected each operationId once`,
      );
    }
    seen.set(operation.id, operation);
  }
}
