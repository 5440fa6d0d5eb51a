import { pointerSteps } from "../json-pointer.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, placeOf, type SpecNode } from "../source/spec-node.ts";
import { type CaseOwner, ownerId } from "./case-owner.ts";
import type { Example } from "./example.ts";
import type { Parameter } from "./operation.ts";

/** The request of a case: that of an example after one change. */
export interface ChangedRequest {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly rawBody?: string;
  /** What is wrong with the request's authentication; the request itself is then unchanged. */
  readonly authentication?: string;
}

/** The header that a change of the content type sets. */
const CONTENT_TYPE = "content-type";

/** Makes the change that a case states to an example's request; notes a change that cannot be made. */
export function changeRequest(
  files: SpecFiles,
  owner: CaseOwner,
  node: SpecNode,
  twin: Example,
): ChangedRequest | undefined {
  return new Change(files, owner, twin).make(node);
}

class Change {
  readonly #files: SpecFiles;
  readonly #owner: CaseOwner;
  readonly #twin: Example;

  constructor(files: SpecFiles, owner: CaseOwner, twin: Example) {
    this.#files = files;
    this.#owner = owner;
    this.#twin = twin;
  }

  make(node: SpecNode): ChangedRequest | undefined {
    const raw = child(node, "raw");
    const parameter = child(node, "parameter");
    const removed = child(node, "removeParameter");
    const contentType = child(node, "contentType");
    const authentication = child(node, "authentication");
    if (raw) return { parameters: this.#twin.parameters, rawBody: String(raw.value) };
    if (parameter) return this.#setParameter(parameter);
    if (removed) return this.#removeParameter(removed);
    if (contentType) return this.#setContentType(contentType);
    if (authentication) return this.#authenticate(authentication);
    return this.#changeBody(node);
  }

  #setParameter(node: SpecNode): ChangedRequest | undefined {
    const parameter = this.#parameter(String(child(node, "name")?.value), node);
    const length = child(node, "length")?.value;
    const value = typeof length === "number" ? "a".repeat(length) : child(node, "value")?.value;
    return parameter && this.#unchanged({ ...this.#twin.parameters, [parameter.name]: value });
  }

  #removeParameter(node: SpecNode): ChangedRequest | undefined {
    const name = String(node.value);
    const { [name]: value, ...parameters } = this.#twin.parameters;
    const isPath = this.#owner.operation.parameters.some((each) => each.name === name && each.in === "path");
    if (value !== undefined && !isPath) return this.#unchanged(parameters);
    const removable = Object.keys(parameters).join(", ") || "none";
    return this.#refuse(
      node,
      isPath
        ? `the parameter '${name}' is part of the path, which no request lacks; expected a query or header parameter`
        : `'${this.#twin.name}' (${this.#twin.file.path}) sends no parameter '${name}'; expected one of ${removable}`,
    );
  }

  /** A content type is sent as the header parameter that the operation declares for it. */
  #setContentType(node: SpecNode): ChangedRequest | undefined {
    const header = this.#owner.operation.parameters.find((each) => each.name.toLowerCase() === CONTENT_TYPE);
    if (header) return this.#unchanged({ ...this.#twin.parameters, [header.name]: node.value });
    return this.#refuse(
      node,
      `${ownerId(this.#owner)} declares no header Content-Type; expected an operation that does`,
    );
  }

  #authenticate(node: SpecNode): ChangedRequest | undefined {
    const authentication = String(node.value);
    if (!authentication.endsWith("-body") || this.#twin.request)
      return { ...this.#unchanged(this.#twin.parameters), authentication };
    return this.#refuse(
      node,
      `'${this.#twin.name}' (${this.#twin.file.path}) has no body for ${authentication}; expected a twin with a body`,
    );
  }

  #changeBody(node: SpecNode): ChangedRequest | undefined {
    const [remove, set, repeat] = ["remove", "set", "repeat"].map((change) => child(node, change));
    const place = set ?? repeat;
    const pointer = remove ?? (place && child(place, "pointer"));
    const change: BodyChange = {
      ...(set && { value: child(set, "value")?.value }),
      ...(repeat && { times: Number(child(repeat, "times")?.value) }),
    };
    const changed = pointer && changeBody(this.#twin.request?.value, pointerSteps(String(pointer.value)), change);
    if (changed) return { parameters: this.#twin.parameters, body: changed.body };
    return this.#refuse(
      pointer ?? node,
      `the pointer '${pointer?.value}' leads nowhere in the request of '${this.#twin.name}' (${this.#twin.file.path}); expected a member that is there`,
    );
  }

  #parameter(name: string, node: SpecNode): Parameter | undefined {
    const { parameters } = this.#owner.operation;
    const known = parameters.map((candidate) => candidate.name).join(", ");
    return (
      parameters.find((candidate) => candidate.name === name) ??
      this.#refuse(node, `${ownerId(this.#owner)} has no parameter '${name}'; expected one of ${known}`)
    );
  }

  /** The twin's body with other parameters. */
  #unchanged(parameters: Readonly<Record<string, unknown>>): ChangedRequest {
    const body = this.#twin.request?.value;
    return { parameters, ...(body !== undefined && { body }) };
  }

  #refuse(node: SpecNode, message: string): undefined {
    this.#files.problems.add(placeOf(node), message);
    return undefined;
  }
}

/** What becomes of a member: it gets a value, is repeated, or is removed. */
interface BodyChange {
  readonly value?: unknown;
  readonly times?: number;
}

/** A copy of the body with one member changed; undefined when the place is not there. */
function changeBody(
  body: unknown,
  steps: readonly string[],
  { times, ...replacement }: BodyChange,
): { readonly body: unknown } | undefined {
  const copy: unknown = structuredClone(body);
  const owner = steps.slice(0, -1).reduce<unknown>(memberOf, copy);
  const last = steps.at(-1);
  if (typeof owner !== "object" || owner === null || last === undefined) return undefined;
  if ("value" in replacement) Reflect.set(owner, last, replacement.value);
  else if (!Object.hasOwn(owner, last)) return undefined;
  else if (times !== undefined) return repeated(owner, last, times) ? { body: copy } : undefined;
  else if (Array.isArray(owner)) owner.splice(Number(last), 1);
  else Reflect.deleteProperty(owner, last);
  return { body: copy };
}

/** Repeats the element of a list, or a string; false where the member is neither. */
function repeated(owner: object, last: string, times: number): boolean {
  if (Array.isArray(owner)) {
    const element: unknown = owner[Number(last)];
    owner.splice(Number(last), 1, ...Array.from({ length: times }, () => element));
    return true;
  }
  const text: unknown = Reflect.get(owner, last);
  return typeof text === "string" && Reflect.set(owner, last, text.repeat(times));
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
