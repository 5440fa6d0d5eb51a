import { BINDING_SCHEMA, MEANING_SCHEMA } from "../emit/format-description.ts";
import type { Operation, Parameter } from "../model/operation.ts";
import {
  bindsBody,
  boundMembers,
  isBoundMember,
  isInRequest,
  isInResponse,
  itemsOf,
} from "../model/response-meaning.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, placeOf, type SpecNode } from "../source/spec-node.ts";
import type { FileSchemas } from "./file-schemas.ts";

/**
 * Notes what is wrong with `x-meaning` of operations and `x-binds` of parameters: their shape, and places that lead
 * nowhere.
 */
export function checkMeanings(files: SpecFiles, schemas: FileSchemas, operations: readonly Operation[]): void {
  for (const operation of operations) {
    if (!operation.meaning) continue;
    schemas.check(operation.meaning, MEANING_SCHEMA);
    checkIdentifiers(files, operation, operation.meaning);
    for (const place of placesIn(operation.meaning))
      if (!isInResponse(files, operation, String(place.value)))
        files.problems.add(
          placeOf(place),
          `'${place.value}' leads to no member of the response of ${operation.id}; expected a place that its schema describes`,
        );
    for (const place of requestPlacesIn(operation.meaning))
      if (!isInRequest(files, operation, String(place.value)))
        files.problems.add(
          placeOf(place),
          `'${place.value}' leads to no member of the request of ${operation.id}; expected a place that its schema describes`,
        );
  }
  checkOperations(files, operations);
  for (const uses of bindingUses(operations)) {
    const { binding } = uses[0].parameter;
    if (binding) schemas.check(binding, BINDING_SCHEMA);
    checkBinding(files, uses);
  }
}

/** What tells items apart leads from an item of the operation's list to a member, and so do times where it has a list. */
function checkIdentifiers(files: SpecFiles, operation: Operation, meaning: SpecNode): void {
  const items = itemsOf(operation);
  for (const place of childrenAt(meaning, "identifiers"))
    if (items === undefined || !isInResponse(files, operation, `${items}${String(place.value)}`))
      files.problems.add(
        placeOf(place),
        `'${place.value}' leads to no member of the items of ${operation.id}; expected a place that their schema describes`,
      );
  for (const place of timesIn(meaning))
    if (!isInResponse(files, operation, `${items ?? ""}${String(place.value)}`))
      files.problems.add(
        placeOf(place),
        `'${place.value}' leads to no member of the response of ${operation.id}; expected a place that its schema describes`,
      );
}

function timesIn(meaning: SpecNode): readonly SpecNode[] {
  const times = child(meaning, "times");
  const first = times && child(times, "first");
  return first ? [first, ...childrenAt(times, "later")] : [];
}

/** Notes operations that a meaning names and that there are not. */
function checkOperations(files: SpecFiles, operations: readonly Operation[]): void {
  const known = new Set<unknown>(operations.map(({ id }) => id));
  for (const { meaning } of operations) {
    const listed = meaning && child(meaning, "listed");
    const by = listed && child(listed, "by");
    if (by && !known.has(by.value)) files.problems.add(placeOf(by), `there is no operation '${by.value}'`);
  }
}

interface Use {
  readonly operation: Operation;
  readonly parameter: Parameter;
}

/** The parameters that bind something, each with the operations that share it. */
function bindingUses(operations: readonly Operation[]): readonly (readonly [Use, ...Use[]])[] {
  const uses = new Map<string, [Use, ...Use[]]>();
  for (const operation of operations)
    for (const parameter of operation.parameters) {
      if (!parameter.binding) continue;
      const { file, path } = parameter.binding;
      const key = [file.path, ...path].join("#");
      const known = uses.get(key);
      if (known) known.push({ operation, parameter });
      else uses.set(key, [{ operation, parameter }]);
    }
  return [...uses.values()];
}

/** A parameter that operations share may bind a member of only one of them. */
function checkBinding(files: SpecFiles, uses: readonly [Use, ...Use[]]): void {
  const [{ parameter }] = uses;
  const names = uses.map(({ operation }) => operation.id).join(", ");
  for (const member of boundMembers(parameter))
    if (!uses.some((use) => isBoundMember(files, use.operation, use.parameter, member)))
      files.problems.add(
        placeOf(member),
        `'${member.value}', which '${parameter.name}' binds, leads to no member of the response of ${names}; expected a place that its schema describes`,
      );
  if (parameter.binding && !bindsBody(parameter) && uses.every(({ operation }) => itemsOf(operation) === undefined))
    files.problems.add(
      placeOf(parameter.binding),
      `'${parameter.name}' binds the items of a list, and ${names} names none; expected x-pagination, or x-meaning with items`,
    );
}

/** Every place in the request that a meaning names. */
function requestPlacesIn(meaning: SpecNode): readonly SpecNode[] {
  const vectors = child(meaning, "vectors");
  return vectors ? ["inputs", "dimensions", "encoding"].flatMap((key) => child(vectors, key) ?? []) : [];
}

/** Every place in the response that a meaning names, but for those that start from an element. */
function placesIn(meaning: SpecNode): readonly SpecNode[] {
  const listed = ["expected", "counts"].flatMap((key) => childrenAt(meaning, key));
  const lists = childrenAt(meaning, "indexed").flatMap((list) => child(list, "list") ?? []);
  const vectors = child(meaning, "vectors");
  const single = [child(meaning, "items"), vectors && child(vectors, "at")].filter((node) => node !== undefined);
  return [...listed, ...lists, ...single];
}

function childrenAt(node: SpecNode, key: string): readonly SpecNode[] {
  const list = child(node, key);
  return list ? children(list).map(([, each]) => each) : [];
}
