import { loaders as gateway } from "./gen/loaders/gateway.ts";
import { loaders as management } from "./gen/loaders/management.ts";
import { loaders as messages } from "./gen/loaders/messages.ts";
import { loaders as responses } from "./gen/loaders/responses.ts";
import { loaders as runtime } from "./gen/loaders/runtime.ts";
import { loadOnce } from "./load-once.ts";
import type { OperationLoaders, OperationName, OperationValidators } from "./types.ts";

/** Loads the validators of each operation, by its name. */
export const operationLoaders: OperationLoaders<OperationName> = {
  ...gateway,
  ...management,
  ...messages,
  ...responses,
  ...runtime,
};

/** Loads the validators of an operation when they are needed, by the operation's name. */
export function loadOperation<Name extends OperationName>(name: Name): Promise<OperationValidators<Name>> {
  return loadOnce(operationLoaders[name]);
}
