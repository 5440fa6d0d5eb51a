import { once } from "node:events";
import { createServer } from "node:net";
import { ValidationException } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, it } from "vitest";
import { BedrockError, isBedrockError } from "./bedrock-error.ts";

/** The URL of a port at which nothing listens any more. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
}

describe("message", () => {
  const cases = [
    {
      given: {
        code: "ThrottlingException",
        operation: "ListCustomModels",
        message: "Too many requests",
        status: 429,
        requestId: "4a1b",
      },
      want: "[ThrottlingException] ListCustomModels: Too many requests (HTTP 429, request 4a1b)",
    },
    {
      given: { code: "InvalidRequest", operation: "InvokeModel", message: "/prompt: must be a string" },
      want: "[InvalidRequest] InvokeModel /prompt: must be a string",
    },
    { given: { code: "NetworkError", message: "no response" }, want: "[NetworkError] no response" },
  ];
  it.each(cases)("reads $want", ({ given, want }) => {
    expect(new BedrockError(given).message).toBe(want);
  });

  it("keeps no bearer key, session token or signature", () => {
    const signature = "0123456789abcdef".repeat(4);
    const quoted = `should have been 'POST\nx-amz-security-token:IQoJb3JpZ2luX2VjEXAMPLE\n' Signature=${signature}, Bearer bedrock-api-key-EXAMPLE`;
    const { message } = new BedrockError({ code: "InvalidSignatureException", message: quoted });
    expect(message).not.toMatch(/IQoJb3|0123456789abcdef|api-key/);
    expect(message).toContain("x-amz-security-token:REDACTED");
  });
});

describe("isRetryable", () => {
  const cases = [
    { code: "ThrottlingException", status: 429, want: true },
    { code: "ModelTimeoutException", status: 408, want: true },
    { code: "ServiceUnavailableException", status: 503, want: true },
    { code: "NetworkError", status: undefined, want: true },
    { code: "ServiceQuotaExceededException", status: 400, want: false },
    { code: "ModelErrorException", status: 424, want: false },
    { code: "ModelStreamErrorException", status: 424, want: true },
    { code: "ModelNotReadyException", status: 429, want: true },
    { code: "InternalServerException", status: 200, want: true },
    { code: "ValidationException", status: 200, want: false },
    { code: "InvalidResponse", status: 200, want: false },
    { code: "AbortError", status: undefined, want: false },
  ];
  it.each(cases)("is $want for $code with status $status", ({ code, status, want }) => {
    expect(new BedrockError({ code, status, message: "x" }).isRetryable).toBe(want);
  });
});

describe("from", () => {
  it("keeps the name, status and request id of an exception of the AWS SDK", () => {
    const exception = new ValidationException({
      message: "The provided model identifier is invalid.",
      $metadata: { httpStatusCode: 400, requestId: "4a1b" },
    });
    const error = BedrockError.from(exception, "InvokeModel");
    expect(error).toMatchObject({
      code: "ValidationException",
      status: 400,
      requestId: "4a1b",
      operation: "InvokeModel",
    });
    expect(error.cause).toBe(exception);
  });

  it.each(["Unknown", ""])("shows the body of an exception that the AWS SDK calls %j", (name) => {
    const answer = { $fault: "client", $metadata: { httpStatusCode: 429 }, name, detail: "Slow down." };
    const error = BedrockError.from(Object.assign(new Error("UnknownError"), answer));
    expect(error).toMatchObject({ code: "UnknownError", status: 429, members: { detail: "Slow down." } });
    expect(error.message).toContain("Slow down.");
  });

  it("returns a BedrockError as it is", () => {
    const error = new BedrockError({ code: "X", message: "x" });
    expect(BedrockError.from(error)).toBe(error);
  });

  it("distinguishes a timeout from an abort, also where the AWS SDK wraps it", () => {
    const timeout = new DOMException("The operation was aborted due to timeout", "TimeoutError");
    const wrapped = Object.assign(new Error("Request aborted", { cause: timeout }), { name: "AbortError" });
    expect(BedrockError.from(timeout).code).toBe("TimeoutError");
    expect(BedrockError.from(wrapped).code).toBe("TimeoutError");
    expect(BedrockError.from(new DOMException("This operation was aborted", "AbortError")).code).toBe("AbortError");
  });

  it("names the system's code of a refused connection", async () => {
    const reason = await fetch(await closedPort()).catch((error: unknown) => error);
    const error = BedrockError.from(reason);
    expect(error.code).toBe("NetworkError");
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("reports the issues of a ValidationError as those of a request that was not sent", () => {
    const issues = [
      {
        pointer: "/max_gen_len",
        keyword: "type",
        message: "must be an integer",
        expected: "integer",
        received: "string",
      },
    ];
    const error = BedrockError.from(
      Object.assign(new Error("invalid"), { name: "ValidationError", issues }),
      "InvokeModel",
    );
    expect(error.message).toBe("[InvalidRequest] InvokeModel /max_gen_len: must be an integer");
    expect(error.issues).toHaveLength(1);
  });

  it.each(["text", undefined, null, 7, {}])("takes %j", (reason) => {
    expect(BedrockError.from(reason).code).toBe("UnknownError");
  });
});

describe("isBedrockError", () => {
  it("recognises an error of another copy of the package", async () => {
    // A module by another URL is another module.
    const url = `${new URL("bedrock-error.ts", import.meta.url)}?copy`;
    const copy: typeof import("./bedrock-error.ts") = await import(url);
    const error = new copy.BedrockError({ code: "X", message: "x" });
    expect(error).not.toBeInstanceOf(BedrockError);
    expect(isBedrockError(error)).toBe(true);
  });

  it("refuses other errors", () => {
    expect(isBedrockError(new Error("x"))).toBe(false);
    expect(isBedrockError({ name: "BedrockError", code: "X" })).toBe(false);
  });
});
