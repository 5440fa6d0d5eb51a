import { isDeepStrictEqual } from "node:util";
import type { MemberValue, OperationValue, ParameterValue, Value } from "./value.ts";

const LIMITS = ["min", "max", "pattern"] as const;

/** One fact in which two sides differ. */
export interface Difference {
  readonly operation: string;
  /** `request`, `response` and the path of a member, `?` and the name of a parameter, `response?` and that of a header, or nothing. */
  readonly place: string;
  readonly fact: string;
  /** What the first side says; undefined where it says nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Every fact in which two sides of an operation differ, by member path. */
export function compareOperations(
  operation: string,
  before: OperationValue,
  after: OperationValue,
): readonly Difference[] {
  const comparison = new Comparison(operation);
  for (const fact of ["method", "path", "status"] as const) comparison.fact("", fact, before[fact], after[fact]);
  comparison.fact("", "pagination", before.pagination, after.pagination);
  for (const name of keysOf(before.errors, after.errors))
    comparison.fact("", `error ${name}`, before.errors[name], after.errors[name]);
  for (const name of keysOf(before.parameters, after.parameters))
    comparison.parameters(`?${name}`, before.parameters[name], after.parameters[name]);
  comparison.bodies("request", before.request, after.request);
  comparison.bodies("response", before.response, after.response);
  for (const name of keysOf(before.headers, after.headers))
    comparison.parameters(`response?${name}`, before.headers[name], after.headers[name]);
  return comparison.found;
}

class Comparison {
  readonly found: Difference[] = [];
  readonly #operation: string;
  /** The pairs of values around the one that is compared. */
  readonly #around = new Set<string>();

  constructor(operation: string) {
    this.#operation = operation;
  }

  fact(place: string, fact: string, before: unknown, after: unknown): void {
    if (isDeepStrictEqual(before, after)) return;
    this.found.push({ operation: this.#operation, place, fact, before, after });
  }

  parameters(place: string, before: ParameterValue | undefined, after: ParameterValue | undefined): void {
    if (!before || !after) {
      this.fact(place, "member", before?.value.type, after?.value.type);
      if (after?.isRequired) this.fact(place, "required", undefined, true);
      return;
    }
    this.fact(place, "in", before.in, after.in);
    this.fact(place, "required", before.isRequired, after.isRequired);
    this.#members(place, before, after);
  }

  bodies(place: string, before: Value | undefined, after: Value | undefined): void {
    if (before && after) this.#values(place, before, after);
    else this.fact(place, "member", before?.type, after?.type);
  }

  #members(place: string, before: MemberValue, after: MemberValue): void {
    this.fact(place, "token", before.isToken, after.isToken);
    this.fact(place, "deprecated", before.isDeprecated, after.isDeprecated);
    this.#values(place, before.value, after.value);
  }

  /** Values that contain themselves are compared once. */
  #values(place: string, before: Value, after: Value): void {
    const pair = `${before.id} ${after.id}`;
    if (this.#around.has(pair)) return;
    this.fact(place, "nullable", before.isNullable, after.isNullable);
    this.fact(place, "type", before.type, after.type);
    if (before.type !== after.type) return;
    for (const limit of LIMITS) this.fact(place, limit, before.limits[limit], after.limits[limit]);
    for (const limit of LIMITS) this.fact(place, `key ${limit}`, before.keys[limit], after.keys[limit]);
    this.#enumerations(place, before, after);
    this.fact(place, "union", before.isUnion, after.isUnion);
    const [element, other] = [before.element(), after.element()];
    const isNested = element !== undefined || before.type === "structure";
    if (isNested) this.#around.add(pair);
    this.#structures(place, before, after);
    if (element && other) this.#values(`${place}/*`, element, other);
    this.#around.delete(pair);
  }

  #structures(place: string, before: Value, after: Value): void {
    const [members, others] = [before.members(), after.members()];
    for (const name of keysOf(members, others)) {
      const [one, other] = [members[name], others[name]];
      if (!one || !other) {
        this.fact(`${place}/${name}`, "member", one?.value.type, other?.value.type);
        if (other && after.required.includes(name)) this.fact(`${place}/${name}`, "required", undefined, true);
        continue;
      }
      this.fact(`${place}/${name}`, "required", before.required.includes(name), after.required.includes(name));
      this.#members(`${place}/${name}`, one, other);
    }
  }

  #enumerations(place: string, before: Value, after: Value): void {
    this.fact(place, "open", before.isOpen, after.isOpen);
    const only = (one: Value, other: Value) =>
      (one.values ?? []).filter((value) => !(other.values ?? []).includes(value));
    const [gone, added] = [only(before, after), only(after, before)];
    this.fact(place, "values", gone.length > 0 ? gone : undefined, added.length > 0 ? added : undefined);
  }
}

function keysOf(before: object, after: object): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}
