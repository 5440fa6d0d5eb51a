import { type KeptOperation, readPointer } from "@bedrock-contract/validators";
import { type Operation, pathParameters } from "@bedrock-contract/wire";
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
  return { identifier: textOf(identifier), version, owner: above };
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
