import { loaders as gateway } from "./gen/loaders/gateway.ts";
import { loaders as messages } from "./gen/loaders/messages.ts";
import { loaders as responses } from "./gen/loaders/responses.ts";
import { loadOnce } from "./load-once.ts";
import type { OperationLoaders, OperationName, OperationValidators } from "./types.ts";

export { sseStreams } from "./gen/sse-streams.ts";
export { isFormatId, loadDescription } from "./load-format.ts";

type GatewayOperation = OperationName<"gateway" | "messages" | "responses">;

const loaders: OperationLoaders<GatewayOperation> = { ...gateway, ...messages, ...responses };

/** Loads the validators of an operation of the protocols of others, for bundles that call no other. */
export function loadOperation<Name extends GatewayOperation>(name: Name): Promise<OperationValidators<Name>> {
  return loadOnce(loaders[name]);
}
