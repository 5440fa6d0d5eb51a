import { createFinder, type OperationMatch } from "./find-operation.ts";
import { operations as gateway } from "./gen/operations/gateway.ts";
import { operations as messages } from "./gen/operations/messages.ts";
import { operations as responses } from "./gen/operations/responses.ts";
import { type OperationTable, operationsOf } from "./operation-table.ts";

/** Name of an operation of a protocol of others. */
export type GatewayOperationName = keyof typeof gateway | keyof typeof messages | keyof typeof responses;

/** The operations of the protocols of others, for bundles that call no other. */
export const gatewayOperations: OperationTable<GatewayOperationName> = {
  ...operationsOf("gateway", gateway),
  ...operationsOf("messages", messages),
  ...operationsOf("responses", responses),
};

/** `operationsAt` for the protocols of others alone. */
export const gatewayOperationsAt: (path: string) => readonly OperationMatch<GatewayOperationName>[] =
  createFinder(gatewayOperations);
