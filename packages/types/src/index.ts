export type { ExceptionBody, ExceptionName } from "./exceptions.ts";
export type { FormatId, InvokeChunk, InvokeRequest, InvokeResponse } from "./formats.ts";
export type {
  ManagementOperation,
  ManagementParameters,
  ManagementPaths,
  ManagementRequest,
  ManagementResponse,
  ManagementSchemas,
  OperationName,
  OperationParameters,
  OperationRequest,
  OperationResponse,
  RuntimeOperation,
  RuntimeParameters,
} from "./operations.ts";
