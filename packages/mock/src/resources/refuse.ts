import type { Operation } from "@bedrock-contract/wire";
import { Refusal } from "../http/refusal.ts";
import { type Act, stillKnown } from "./act.ts";
import { type Kept, kindNamed, type Members, type Naming } from "./memory.ts";

/** The exception of what there is not. */
export const NOT_FOUND = "ResourceNotFoundException";

/** Throws where another resource has the value that no two have alike. */
export function refuseTaken(act: Act, members: Members, own?: Kept): void {
  const { kind, memory } = act;
  const { unique } = kindNamed(kind);
  const value = unique && members[unique.member];
  if (unique === undefined || value === undefined || own?.members[unique.member] === value) {
    return;
  }
  const known = stillKnown(act).filter(({ isCreated }) => !isCreated);
  if ([...memory.all(kind), ...known].some((other) => other.members[unique.member] === value)) {
    throw refusal(act, unique.taken, `${unique.member} ${value} is taken.`);
  }
}

/** The refusal of a request that names what there is not. */
export function notFound(
  { operation, kind }: Pick<Act, "operation" | "kind">,
  { identifier, version }: Naming,
): Refusal {
  const asked = [identifier ?? "It", ...(version === undefined ? [] : [`with version ${version}`])].join(" ");
  const message = kindNamed(kind).absent ?? `${asked} does not exist in this mock.`;
  return refusal({ operation }, NOT_FOUND, message, 404);
}

/** The refusal with an exception that an operation declares. */
export function refusal(
  { operation }: { readonly operation: Operation },
  exception: string,
  message: string,
  otherwise = 400,
): Refusal {
  return new Refusal(exception, operation.errors[exception] ?? otherwise, message);
}
