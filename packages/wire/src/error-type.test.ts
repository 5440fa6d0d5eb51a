import { expect, test } from "vitest";
import { embeddedErrorOf, errorMessageOf, errorTypeOf, requestIdOf } from "./error-type.ts";

test.each([
  { given: "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/", want: "ValidationException" },
  { given: "UnrecognizedClientException", want: "UnrecognizedClientException" },
  { given: "com.amazon.bedrock#ThrottlingException", want: "ThrottlingException" },
  { given: "com.amazon#ConflictException:http://internal.amazon.com/", want: "ConflictException" },
  { given: " a.b#ThrottlingException , a.b#Other", want: "ThrottlingException" },
  { given: "", want: undefined },
  { given: "com.amazon.bedrock#", want: undefined },
  { given: ":http://internal.amazon.com/", want: undefined },
])("reads $want from $given", ({ given, want }) => {
  expect(errorTypeOf({ "x-amzn-ErrorType": given })).toBe(want);
  expect(errorTypeOf(new Headers({ "X-Amzn-ErrorType": given }))).toBe(want);
});

test("reads the type from the body where the header is missing or empty", () => {
  expect(errorTypeOf({ "x-amzn-errortype": "" }, { __type: "", code: "a#ConflictException" })).toBe(
    "ConflictException",
  );
  expect(errorTypeOf({}, { __type: "com.amazon.coral#SerializationException" })).toBe("SerializationException");
  expect(errorTypeOf({}, { code: "AccessDeniedException" })).toBe("AccessDeniedException");
  expect(errorTypeOf({}, { Output: { __type: "com.amazon.coral.service#UnknownOperationException" } })).toBe(
    "UnknownOperationException",
  );
  expect(errorTypeOf({}, { message: "no type" })).toBeUndefined();
  expect(errorTypeOf({}, "text")).toBeUndefined();
});

const unknownRoute = { Output: { __type: "com.amazon.coral.service#UnknownOperationException" }, Version: "1.0" };

test.each([
  { headers: {}, body: unknownRoute, want: { errorType: "UnknownOperationException", body: unknownRoute.Output } },
  { headers: {}, body: { __type: "a#InternalFailure" }, want: { errorType: "InternalFailure" } },
  { headers: { "x-amzn-errortype": "ThrottlingException:http://x/" }, want: { errorType: "ThrottlingException" } },
])("finds the error in a success with $headers and $body", ({ headers, body, want }) => {
  expect(embeddedErrorOf(headers, body)).toMatchObject(want);
});

test.each([
  { modelSummaries: [] },
  { __type: "com.amazon.bedrock#ListCustomModelsResponse", modelSummaries: [] },
  { Output: "text" },
  { message: "ok" },
  ["x"],
  null,
  undefined,
])("finds no error in %j", (body) => {
  expect(embeddedErrorOf({ "x-amzn-errortype": "" }, body)).toBeUndefined();
});

test("reads the request id and the message", () => {
  expect(requestIdOf({ "X-Amzn-RequestId": ["3df0e828-5c24-46cc-8dbc-8b282bfc5146"] })).toBe(
    "3df0e828-5c24-46cc-8dbc-8b282bfc5146",
  );
  expect(requestIdOf(new Headers())).toBeUndefined();
  expect(errorMessageOf({ message: "m" })).toBe("m");
  expect(errorMessageOf({ Message: "M" })).toBe("M");
  expect(errorMessageOf(undefined)).toBeUndefined();
});
