import { createFinder, type OperationMatch } from "./find-operation.ts";
import type { apis } from "./gen/apis.ts";
import { operations } from "./gen/operations/management.ts";
import { type OperationTable, operationsOf } from "./operation-table.ts";

/** Name of an operation of the management API. */
export type ManagementOperationName = keyof typeof operations;

/** The operations of the management API, for bundles that call no other. */
export const managementOperations: OperationTable<ManagementOperationName> = operationsOf("management", operations);

/** `operationsAt` for the management API alone. */
export const managementOperationsAt: (path: string) => readonly OperationMatch<ManagementOperationName>[] =
  createFinder(managementOperations);

/**
 * What each operation has for itself, with its path, status and exceptions as literal types, for types that are derived
 * from them.
 */
export type ManagementTable = typeof operations;

/** The exceptions that every operation of the management API declares, and their statuses. */
export type ManagementErrors = typeof apis.management.errors;
