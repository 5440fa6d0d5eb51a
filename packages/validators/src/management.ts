import { loaders } from "./gen/loaders/management.ts";
import { loadOnce } from "./load-once.ts";
import type { OperationName, OperationValidators } from "./types.ts";

export { endings } from "./gen/endings.ts";

/** Loads the validators of an operation of the management API, for bundles that call no other. */
export function loadOperation<Name extends OperationName<"management">>(
  name: Name,
): Promise<OperationValidators<Name>> {
  return loadOnce(loaders[name]);
}
