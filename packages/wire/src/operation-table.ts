import { type ApiName, apis } from "./api.ts";
import type { operations as gateway } from "./gen/operations/gateway.ts";
import type { operations as management } from "./gen/operations/management.ts";
import type { operations as messages } from "./gen/operations/messages.ts";
import type { operations as responses } from "./gen/operations/responses.ts";
import type { operations as runtime } from "./gen/operations/runtime.ts";
import type { Operation } from "./operation.ts";

/** Name of an operation that the specs describe. */
export type OperationName =
  | keyof typeof gateway
  | keyof typeof management
  | keyof typeof messages
  | keyof typeof responses
  | keyof typeof runtime;

/** An operation that the specs describe. */
export interface KnownOperation<Name extends OperationName = OperationName> extends Operation {
  readonly name: Name;
}

/** Operations by their names. */
export type OperationTable<Name extends OperationName = OperationName> = Readonly<Record<Name, KnownOperation<Name>>>;

/** The operation of that name in a table, or undefined where it has none. */
export function entryOf<Name extends OperationName>(
  table: OperationTable<Name>,
  name: string,
): KnownOperation<Name> | undefined {
  // A table has its names and no others.
  return Object.hasOwn(table, name) ? table[name as Name] : undefined;
}

/** What an operation has that not all of its api have. */
type OwnOperation = Omit<Operation, "name" | "api" | "basePath" | "responseHeaders" | "responseMediaType"> &
  Partial<Pick<Operation, "responseHeaders" | "responseMediaType">>;

/** The operations of an api, each with what all of them have. */
export function operationsOf<Name extends OperationName>(
  api: ApiName,
  table: Readonly<Record<Name, OwnOperation>>,
): OperationTable<Name> {
  const { basePath, errors, responseHeaders } = apis[api];
  const common = { api, ...(basePath === "" ? {} : { basePath }), responseMediaType: "application/json" };
  const entries = Object.entries<OwnOperation>(table).map(([name, own]) => [
    name,
    {
      ...common,
      ...own,
      name,
      errors: inOrder({ ...errors, ...own.errors }),
      responseHeaders: [...(own.responseHeaders ?? []), ...responseHeaders],
    },
  ]);
  // These are the names of the table, which `Object.entries` forgets.
  return Object.fromEntries(entries);
}

/** By status. */
function inOrder(errors: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(errors).toSorted(([, one], [, other]) => one - other));
}
