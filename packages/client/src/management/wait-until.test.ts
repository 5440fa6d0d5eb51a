import { type Mock, startMock } from "@bedrock-contract/mock";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createManagementClient, type ManagementClient } from "./management-client.ts";
import { waitUntil } from "./wait-until.ts";

let mock: Mock;
let client: ManagementClient;

beforeAll(async () => {
  mock = await startMock();
  client = createManagementClient({ endpoint: mock.url, unsigned: true });
});
afterAll(() => mock.close());
beforeEach(() => mock.reset());

describe("waitUntil", () => {
  it("returns the job once it is completed, and not before", async () => {
    const { jobArn } = await start();
    const calls: string[] = [];
    const counting = { call: countCalls(calls, () => mock.clock.advance("3s")) };
    const job = await waitUntil(counting, "GetModelCustomizationJob", { jobIdentifier: jobArn }, { interval: 1 });
    expect(job).toMatchObject({ status: "Completed", jobName: "waited-for" });
    expect(calls).toEqual(["InProgress", "InProgress", "Completed"]);
  });

  it("throws where the job comes to another end, with what is told of it", async () => {
    await start();
    await client.call("StopModelCustomizationJob", { jobIdentifier: "waited-for" });
    mock.clock.advance("5s");
    await expect(waitUntil(client, "GetModelCustomizationJob", { jobIdentifier: "waited-for" })).rejects.toMatchObject({
      code: "UnexpectedState",
      operation: "GetModelCustomizationJob",
      message: expect.stringContaining("/status: expected Completed, received Stopped, which is final"),
      members: { jobName: "waited-for" },
    });
  });

  it("waits for the states that it is told", async () => {
    await start();
    await client.call("StopModelCustomizationJob", { jobIdentifier: "waited-for" });
    setTimeout(() => mock.clock.advance("5s"), 20);
    const input = { jobIdentifier: "waited-for" };
    const job = await waitUntil(client, "GetModelCustomizationJob", input, { until: ["Stopped"], interval: 5 });
    expect(job.status).toBe("Stopped");
  });

  it("finds the state inside of a member", async () => {
    const endpointArn = "arn:aws:sagemaker:us-east-1:111122223333:endpoint/support-gemma";
    const { marketplaceModelEndpoint } = await waitUntil(client, "GetMarketplaceModelEndpoint", { endpointArn });
    expect(marketplaceModelEndpoint?.endpointStatus).toBe("InService");
  });

  it("stops when the time is up, when the signal says so, and when the job is not there", async () => {
    await start();
    const input = { jobIdentifier: "waited-for" };
    const wait = (options: object, of = input) => waitUntil(client, "GetModelCustomizationJob", of, options);
    await expect(wait({ interval: 5, timeout: 30 })).rejects.toMatchObject({
      code: "TimeoutError",
      message: expect.stringContaining("/status: is still InProgress after 30 ms"),
    });
    await expect(wait({ signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ code: "TimeoutError" });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    await expect(wait({ signal: controller.signal })).rejects.toMatchObject({ code: "AbortError" });
    await expect(wait({}, { jobIdentifier: "nobody" })).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });
});

function start() {
  return client.call("CreateModelCustomizationJob", {
    jobName: "waited-for",
    customModelName: "mine",
    roleArn: "arn:aws:iam::111122223333:role/BedrockCustomization",
    baseModelIdentifier: "amazon.nova-lite-v1:0",
    trainingDataConfig: { s3Uri: "s3://example-training-data/mine/" },
    outputDataConfig: { s3Uri: "s3://example-training-results/mine/" },
  });
}

/** Calls as the client does, notes the states that come, and does something after each. */
function countCalls(states: string[], after: () => void): ManagementClient["call"] {
  const call = client.call as (...input: readonly unknown[]) => Promise<{ readonly status: string }>;
  const counting = async (...input: readonly unknown[]) => {
    const body = await call(...input);
    states.push(body.status);
    after();
    return body;
  };
  // The same calls with the same types.
  return counting as unknown as ManagementClient["call"];
}
