import { pointerKeys } from "@bedrock-contract/validators/pointer";

/** The request of a case. */
export interface CaseRequest {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly rawBody?: string;
}

/**
 * The one change that makes a negative case of the request of a valid example. With none, the request stays as it is.
 */
export interface RequestChange {
  /** JSON pointer to the member of the body that is left out. */
  readonly remove?: string;
  /** The member of the body that gets another value, or is added. */
  readonly set?: { readonly pointer: string; readonly value: unknown };
  /** The exact text of the body. */
  readonly raw?: string;
  /** The parameter that gets another value, or is added; with `length`, a text of that many letters a. */
  readonly parameter?: { readonly name: string; readonly value?: unknown; readonly length?: number };
  /** The name of the parameter that is left out. */
  readonly removeParameter?: string;
}

/** The request of the twin with a change. */
export function applyChange(twin: CaseRequest, change: RequestChange): CaseRequest {
  const { remove, set, raw, parameter, removeParameter } = change;
  if (raw !== undefined) {
    return { parameters: twin.parameters, rawBody: raw };
  }
  if (parameter !== undefined) {
    const { name, length, value = "a".repeat(length ?? 0) } = parameter;
    return { ...twin, parameters: { ...twin.parameters, [name]: value } };
  }
  if (removeParameter !== undefined) {
    const { [removeParameter]: _, ...parameters } = twin.parameters;
    return { ...twin, parameters };
  }
  if (set !== undefined) {
    return { ...twin, body: withMember(twin.body, set.pointer, { value: set.value }) };
  }
  return remove === undefined ? twin : { ...twin, body: withMember(twin.body, remove) };
}

/** A copy of the body with one member set, or left out where there is nothing to set. */
function withMember(body: unknown, pointer: string, replacement?: { readonly value: unknown }): unknown {
  const copy: unknown = structuredClone(body);
  const keys = pointerKeys(pointer);
  const last = keys.at(-1) ?? "";
  const owner = keys.slice(0, -1).reduce<unknown>((value, key) => Reflect.get(Object(value), key), copy);
  if (replacement !== undefined) {
    Reflect.set(Object(owner), last, replacement.value);
  } else if (Array.isArray(owner)) {
    owner.splice(Number(last), 1);
  } else {
    Reflect.deleteProperty(Object(owner), last);
  }
  return copy;
}
