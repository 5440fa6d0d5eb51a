import type { components as ManagementParts, paths as Paths } from "./gen/management.ts";
import type { ManagementOperations, RuntimeOperations } from "./gen/operations.ts";

/** Name of an operation of the management API: `ListFoundationModels`, …. */
export type ManagementOperation = keyof ManagementOperations;

/** Path, query and header parameters of a management operation, in one object by name. */
export type ManagementParameters<Operation extends ManagementOperation> = ManagementOperations[Operation]["parameters"];

/** Request body of a management operation; `never` where it has none. */
export type ManagementRequest<Operation extends ManagementOperation> = ManagementOperations[Operation]["request"];

/** Body of a management operation's successful answer. */
export type ManagementResponse<Operation extends ManagementOperation> = ManagementOperations[Operation]["response"];

/** The paths of the management API, in the form that openapi-fetch takes. */
export type ManagementPaths = Paths;

/** The named schemas of the management API: `ManagementSchemas["FoundationModelSummary"]`. */
export type ManagementSchemas = ManagementParts["schemas"];

/** Name of an operation of the runtime API: `InvokeModel`, …. */
export type RuntimeOperation = keyof RuntimeOperations;

/** Path and header parameters of a runtime operation, in one object by name. */
export type RuntimeParameters<Operation extends RuntimeOperation> = RuntimeOperations[Operation]["parameters"];

/** Every operation of the management and the runtime API, by its name. */
type Operations = ManagementOperations & RuntimeOperations;

/** Name of any operation. */
export type OperationName = keyof Operations;

/** Path, query and header parameters of any operation, in one object by name. */
export type OperationParameters<Name extends OperationName> = Operations[Name]["parameters"];

/** Request body of any operation; `never` where it has none, `unknown` where only a format describes it. */
export type OperationRequest<Name extends OperationName> = Operations[Name]["request"];

/** Body of any operation's successful answer; `unknown` where only a format describes it. */
export type OperationResponse<Name extends OperationName> = Operations[Name]["response"];
