import { type KeptOperation, readPointer } from "@bedrock-contract/validators";
import { type Operation, pathParameters } from "@bedrock-contract/wire";
import { hashOf } from "../generate/tokens.ts";
import type { Parameters } from "../request/read-parameters.ts";
import { type Known, knownOf } from "./known.ts";
import { kindNamed, type Members, type Memory, type Naming } from "./memory.ts";

/** A request to an operation on resources of one kind. */
export interface Act {
  readonly operation: Operation;
  readonly kind: string;
  readonly deed: KeptOperation;
  readonly parameters: Parameters;
  readonly body: unknown;
  readonly memory: Memory;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  /** How many there can be by a quota, by its code; what the specs say where a test says nothing. */
  readonly quotas?: Readonly<Record<string, number>> | undefined;
}

/** All that a request says, parameters and body alike. */
export function requestOf({ parameters, body }: Act): Members {
  return { ...parameters, ...Object(body) };
}

/** What a request names a resource by. */
export function namingOf(act: Act): Naming {
  const { operation, kind, deed, parameters } = act;
  const { owner, version: versions } = kindNamed(kind);
  const label = pathParameters(operation).find((each) => each !== owner?.parameter) ?? "";
  const identifier = deed.by === undefined ? parameters[label] : readPointer(requestOf(act), deed.by);
  const [version, above] = [versions?.parameter, owner?.parameter].map((name) => textOf(parameters[name ?? ""]));
  return { identifier: textOf(identifier), version, owner: above, needs: neededIn(act) };
}

/** What a request names of what there must be, by its parameters. */
function neededIn({ kind, parameters }: Act): Naming["needs"] {
  const { needs = {} } = kindNamed(kind);
  const named = Object.keys(needs).filter((name) => parameters[name] !== undefined);
  return Object.fromEntries(named.map((name) => [name, String(parameters[name])]));
}

/** The token by which a repeated request is known. */
export function tokenOf(act: Act): string | undefined {
  const { operation, kind } = act;
  const { [kindNamed(kind).token ?? ""]: given } = requestOf(act);
  return given === undefined ? undefined : `${operation.name} ${given}`;
}

/** What examples show of a kind, but for what was changed or deleted. */
export function stillKnown({ kind, memory }: Pick<Act, "kind" | "memory">): readonly Known[] {
  return knownOf(kind).filter(({ key }) => !memory.isGone(key));
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** An id that no other resource has: the same in each mock that gets the same requests. */
export function newId({ kind, body, memory }: Act): string {
  const { of, form } = kindNamed(kind).id ?? DEFAULT_ID;
  const seed = [kind, body, memory.next()];
  return form.replaceAll("*", (_, at: number) => of[hashOf([at, seed]) % of.length] ?? "");
}

/** Ids of AWS, where the specs say nothing else. */
const DEFAULT_ID = { of: "abcdefghijklmnopqrstuvwxyz0123456789", form: "************" };
