import { loaders } from "./gen/loaders/runtime.ts";
import { loadOnce } from "./load-once.ts";
import type { OperationName, OperationValidators } from "./types.ts";

export { loadDescription, loadFormat } from "./load-format.ts";

/** Loads the validators of an operation of the runtime API, for bundles that call no other. */
export function loadOperation<Name extends OperationName<"runtime">>(name: Name): Promise<OperationValidators<Name>> {
  return loadOnce(loaders[name]);
}
