import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import type { MockExample } from "@bedrock-contract/mock";
import type { InvokeOptions } from "../src/invoke/invoke-options.ts";

/** The options that send an example's headers. */
export function exampleOptions({ parameters }: Pick<MockExample, "parameters">): InvokeOptions {
  const metadata = parameters["X-Amzn-Bedrock-Request-Metadata"];
  const options = {
    trace: parameters["X-Amzn-Bedrock-Trace"],
    guardrailIdentifier: parameters["X-Amzn-Bedrock-GuardrailIdentifier"],
    guardrailVersion: parameters["X-Amzn-Bedrock-GuardrailVersion"],
    performanceConfigLatency: parameters["X-Amzn-Bedrock-PerformanceConfig-Latency"],
    serviceTier: parameters["X-Amzn-Bedrock-Service-Tier"],
    requestMetadata: typeof metadata === "string" ? JSON.parse(metadata) : undefined,
  };
  // The examples come from the specs, as the types of the options do.
  return options as InvokeOptions;
}

/** Has a client ask the mock for one example by its name. */
export function preferExample(client: BedrockRuntimeClient, { status, name }: MockExample): BedrockRuntimeClient {
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (typeof request === "object" && request !== null && "headers" in request) {
        Object.assign(request.headers ?? {}, { prefer: `code=${status}, example=${name}` });
      }
      return next(args);
    },
    { step: "build", name: "preferExample" },
  );
  return client;
}
