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
  /** How many times the element of a list stands there, or how many times the string is repeated. */
  readonly repeat?: { readonly pointer: string; readonly times: number };
  /** The exact text of the body. */
  readonly raw?: string;
  /** The parameter that gets another value, or is added; with `length`, a text of that many letters a. */
  readonly parameter?: { readonly name: string; readonly value?: unknown; readonly length?: number };
  /** The name of the parameter that is left out. */
  readonly removeParameter?: string;
}

/** The request of the twin with a change. */
export function applyChange(twin: CaseRequest, change: RequestChange): CaseRequest {
  const { remove, set, repeat, raw, parameter, removeParameter } = change;
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
  if (repeat !== undefined) {
    return { ...twin, body: withMember(twin.body, repeat.pointer, { times: repeat.times }) };
  }
  return remove === undefined ? twin : { ...twin, body: withMember(twin.body, remove) };
}

/** What becomes of a member: it gets a value, or stands there several times. */
type MemberChange = { readonly value: unknown } | { readonly times: number };

/** A copy of the body with one member changed, or left out where there is no change. */
function withMember(body: unknown, pointer: string, change?: MemberChange): unknown {
  const copy: unknown = structuredClone(body);
  const keys = pointerKeys(pointer);
  const last = keys.at(-1) ?? "";
  const owner = keys.slice(0, -1).reduce<unknown>((value, key) => Reflect.get(Object(value), key), copy);
  if (change !== undefined && "value" in change) {
    Reflect.set(Object(owner), last, change.value);
  } else if (change !== undefined) {
    repeat(Object(owner), last, change.times);
  } else if (Array.isArray(owner)) {
    owner.splice(Number(last), 1);
  } else {
    Reflect.deleteProperty(Object(owner), last);
  }
  return copy;
}

function repeat(owner: object, last: string, times: number): void {
  const value: unknown = Reflect.get(owner, last);
  if (Array.isArray(owner)) {
    owner.splice(Number(last), 1, ...Array.from({ length: times }, () => value));
  } else {
    Reflect.set(owner, last, String(value).repeat(times));
  }
}
