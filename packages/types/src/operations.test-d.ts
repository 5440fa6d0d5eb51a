import type { Equal, Expect, ExpectNot, IsVague } from "./expect.test-d.ts";
import type {
  ExceptionBody,
  ExceptionName,
  ManagementOperation,
  ManagementParameters,
  ManagementPaths,
  ManagementRequest,
  ManagementResponse,
  ManagementSchemas,
  OperationEvent,
  OperationName,
  OperationResponse,
  RuntimeEvent,
  RuntimeOperation,
  RuntimeParameters,
  RuntimeRequest,
  RuntimeRequestEvent,
  RuntimeResponse,
  RuntimeSchemas,
} from "./index.ts";
import type { AssistantMessage, ContentBlock, ConverseStreamEvent, Message } from "./runtime.ts";

/** Their bodies are the formats'. */
type Invocation = "InvokeModel" | "InvokeModelWithResponseStream";
type Described = Exclude<RuntimeOperation, Invocation>;

/** Names of the operations for which a type says nothing. */
type VagueResponses = {
  [Name in ManagementOperation]: IsVague<ManagementResponse<Name>> extends true ? Name : never;
}[ManagementOperation];
type VagueSchemas = {
  [Name in keyof ManagementSchemas]: IsVague<ManagementSchemas[Name]> extends true ? Name : never;
}[keyof ManagementSchemas];
type VagueRuntimeResponses = {
  [Name in Described]: IsVague<RuntimeResponse<Name>> extends true ? Name : never;
}[Described];
type VagueRuntimeSchemas = {
  [Name in keyof RuntimeSchemas]: IsVague<RuntimeSchemas[Name]> extends true ? Name : never;
}[keyof RuntimeSchemas];
type VagueExceptions = {
  [Name in ExceptionName]: IsVague<ExceptionBody<Name>> extends true ? Name : never;
}[ExceptionName];

export type Claims = [
  // Nothing degrades to `any` or `unknown`.
  Expect<Equal<VagueResponses, never>>,
  Expect<Equal<VagueSchemas, never>>,
  Expect<Equal<VagueExceptions, never>>,
  Expect<Equal<VagueRuntimeResponses, never>>,
  // Both are any JSON.
  Expect<Equal<VagueRuntimeSchemas, "AdditionalModelRequestFields" | "AdditionalModelResponseFields">>,
  Expect<Equal<ManagementParameters<"ListFoundationModels">["projectIdentifier"], string | undefined>>,
  Expect<Equal<ManagementParameters<"GetFoundationModel">["modelIdentifier"], string>>,
  Expect<Equal<ManagementParameters<"ListCustomModels">["maxResults"], number | undefined>>,
  Expect<Equal<ManagementParameters<"ListCustomModels">["isOwned"], boolean | undefined>>,
  Expect<Equal<ManagementRequest<"GetFoundationModel">, never>>,
  Expect<Equal<ManagementRequest<"CreateModelCustomizationJob">["jobName"], string>>,
  Expect<Equal<ManagementResponse<"CreateModelCustomizationJob">["jobArn"], string>>,
  Expect<Equal<OperationResponse<"CreateModelCustomizationJob">, ManagementResponse<"CreateModelCustomizationJob">>>,
  Expect<Equal<RuntimeParameters<"InvokeModel">["modelId"], string>>,
  Expect<Equal<RuntimeRequest<"Converse">["messages"], Message[] | undefined>>,
  Expect<Equal<RuntimeResponse<"ConverseStream">, ConverseStreamEvent[]>>,
  Expect<Equal<OperationEvent<"ConverseStream">, RuntimeEvent<"ConverseStream">>>,
  Expect<Equal<OperationEvent<"Converse">, never>>,
  Expect<Equal<NonNullable<ConverseStreamEvent["contentBlockDelta"]>["contentBlockIndex"], number>>,
  Expect<Equal<NonNullable<AssistantMessage>["role"], "assistant">>,
  Expect<"chunk" extends keyof RuntimeRequestEvent<"InvokeModelWithBidirectionalStream"> ? true : false>,
  Expect<Equal<RuntimeRequestEvent<"ConverseStream">, never>>,
  Expect<Equal<ExceptionBody<"ValidationException">["message"], string | undefined>>,
  ExpectNot<IsVague<ManagementPaths["/foundation-models/{modelIdentifier}"]["get"]>>,
  Expect<"InvokeModel" extends OperationName ? true : false>,
  Expect<"ValidationException" extends ExceptionName ? true : false>,
];

export const job: ManagementRequest<"CreateProvisionedModelThroughput"> = {
  modelUnits: 1,
  provisionedModelName: "support",
  modelId: "amazon.nova-lite-v1:0",
};

// @ts-expect-error modelUnits is a number.
export const wrongUnits: ManagementRequest<"CreateProvisionedModelThroughput"> = { ...job, modelUnits: "1" };

// @ts-expect-error there is no such operation.
export type Unknown = ManagementResponse<"NoSuchOperation">;

export const image: ContentBlock = { image: { format: "png", source: { bytes: "iVBORw0KGgo=" } } };

// @ts-expect-error requests know the formats of images.
export const wrongImage: ContentBlock = { image: { format: "bmp", source: { bytes: "Qk0=" } } };

// In responses enumerations are open.
export const stopped: ConverseStreamEvent = { messageStop: { stopReason: "a_new_reason" } };
