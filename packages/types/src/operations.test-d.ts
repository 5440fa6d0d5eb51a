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
  OperationName,
  OperationResponse,
  RuntimeParameters,
} from "./index.ts";

/** Names of the operations for which a type says nothing. */
type VagueResponses = {
  [Name in ManagementOperation]: IsVague<ManagementResponse<Name>> extends true ? Name : never;
}[ManagementOperation];
type VagueSchemas = {
  [Name in keyof ManagementSchemas]: IsVague<ManagementSchemas[Name]> extends true ? Name : never;
}[keyof ManagementSchemas];
type VagueExceptions = {
  [Name in ExceptionName]: IsVague<ExceptionBody<Name>> extends true ? Name : never;
}[ExceptionName];

export type Claims = [
  // Nothing degrades to `any` or `unknown`.
  Expect<Equal<VagueResponses, never>>,
  Expect<Equal<VagueSchemas, never>>,
  Expect<Equal<VagueExceptions, never>>,
  Expect<Equal<ManagementParameters<"ListFoundationModels">["projectIdentifier"], string | undefined>>,
  Expect<Equal<ManagementParameters<"GetFoundationModel">["modelIdentifier"], string>>,
  Expect<Equal<ManagementParameters<"ListCustomModels">["maxResults"], number | undefined>>,
  Expect<Equal<ManagementParameters<"ListCustomModels">["isOwned"], boolean | undefined>>,
  Expect<Equal<ManagementRequest<"GetFoundationModel">, never>>,
  Expect<Equal<ManagementRequest<"CreateModelCustomizationJob">["jobName"], string>>,
  Expect<Equal<ManagementResponse<"CreateModelCustomizationJob">["jobArn"], string>>,
  Expect<Equal<OperationResponse<"CreateModelCustomizationJob">, ManagementResponse<"CreateModelCustomizationJob">>>,
  Expect<Equal<RuntimeParameters<"InvokeModel">["modelId"], string>>,
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
