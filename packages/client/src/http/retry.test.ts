import type { RequestListener } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerJson, startServer } from "../../test/start-server.ts";
import { createManagementClient, type ManagementClientOptions } from "../management/management-client.ts";

const units = { modelUnits: 1, provisionedModelName: "units", modelId: "anthropic.claude-v2" };
const listed = { modelSummaries: [] };
const throttled = answerJson(429, { message: "Slow down." }, { "x-amzn-errortype": "ThrottlingException" });
const failed = answerJson(500, { message: "Oops." }, { "x-amzn-errortype": "InternalServerException" });
const refused = answerJson(400, { message: "No." }, { "x-amzn-errortype": "ValidationException" });

describe("a request that fails in a way that may pass", () => {
  it.each([
    { given: [throttled, failed], want: 3 },
    { given: [failed], want: 2 },
    { given: [reset, answerJson(503, {})], want: 3 },
  ])("is sent once more, and succeeds: $want times", async ({ given, want }) => {
    await using server = await startServer(inTurn([...given, answerJson(200, listed)]));
    expect(await clientFor(server.url).call("ListCustomModels")).toEqual(listed);
    expect(server.received).toHaveLength(want);
  });

  it("is given up after three times, or as often as the option says", async () => {
    for (const [options, want] of [
      [{}, 3],
      [{ maxAttempts: 1 }, 1],
      [{ maxAttempts: 2 }, 2],
    ] as const) {
      await using server = await startServer(throttled);
      const call = clientFor(server.url, options).call("ListCustomModels");
      await expect(call).rejects.toMatchObject({ code: "ThrottlingException", status: 429 });
      expect(server.received).toHaveLength(want);
    }
  });

  it("gives the last response to send", async () => {
    await using server = await startServer(failed);
    const answer = await clientFor(server.url).send("GetFoundationModel", { modelIdentifier: "x" });
    expect([answer.status, server.received.length]).toEqual([500, 3]);
  });

  it("is not sent again where it was refused, or where the time is up", async () => {
    await using server = await startServer(refused);
    await expect(clientFor(server.url).call("ListCustomModels")).rejects.toMatchObject({ status: 400 });
    expect(server.received).toHaveLength(1);
    await using silent = await startServer(() => {});
    const call = clientFor(silent.url, { timeout: 1_000 }).call("ListCustomModels");
    await expect(call).rejects.toMatchObject({ code: "TimeoutError" });
    expect(silent.received).toHaveLength(1);
  });

  it("waits as long as Retry-After says, and not longer than twenty seconds", async () => {
    const slow = answerJson(429, { message: "Slow down." }, { "retry-after": "1" });
    await using server = await startServer(inTurn([slow, answerJson(200, listed)]));
    const start = performance.now();
    await clientFor(server.url).call("ListCustomModels");
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
    await using endless = await startServer(answerJson(429, { message: "Later." }, { "retry-after": "3600" }));
    await expect(clientFor(endless.url).call("ListCustomModels")).rejects.toMatchObject({ status: 429 });
    expect(endless.received).toHaveLength(1);
  });

  it("stops waiting when the signal says so", async () => {
    await using server = await startServer(answerJson(429, { message: "Slow down." }, { "retry-after": "10" }));
    const call = clientFor(server.url).call("ListCustomModels", {}, { signal: AbortSignal.timeout(1_000) });
    await expect(call).rejects.toMatchObject({ code: "TimeoutError" });
    expect(server.received).toHaveLength(1);
  });
});

describe("the adaptive mode", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    { retryMode: "standard", want: 3 },
    // Half a request a second is the least: the next one waits for two seconds.
    { retryMode: "adaptive", want: 1 },
  ] as const)("$retryMode: $want requests were sent a second after the first was throttled", async (each) => {
    // The rate is measured in halves of seconds of the clock.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: new Date("2026-01-01T00:00:00Z") });
    const answers = [Response.json({ message: "Slow down." }, { status: 429 })];
    const fetch = vi.fn(async () => answers.shift() ?? Response.json(listed));
    const client = clientFor("http://near.example", { retryMode: each.retryMode, fetch, maxAttempts: 1 });
    const call = () => client.call("ListCustomModels");
    await expect(call()).rejects.toMatchObject({ status: 429 });
    const calls = Promise.all([call(), call()]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fetch).toHaveBeenCalledTimes(each.want);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await calls).toEqual([listed, listed]);
  });

  it("waits no longer than the signal says", async () => {
    const fetch = async () => Response.json({ message: "Slow down." }, { status: 429 });
    const client = clientFor("http://near.example", { retryMode: "adaptive", fetch, maxAttempts: 1 });
    await expect(client.call("ListCustomModels")).rejects.toMatchObject({ status: 429 });
    const call = client.call("ListCustomModels", {}, { signal: AbortSignal.timeout(1) });
    await expect(call).rejects.toMatchObject({ code: "TimeoutError" });
  });
});

describe("a write", () => {
  it("has the same token each time it is sent, its own where it has one", async () => {
    await using server = await startServer(inTurn([failed, answerJson(201, { provisionedModelArn: "arn" })]));
    const client = clientFor(server.url);
    await client.call("CreateProvisionedModelThroughput", units);
    await client.call("CreateProvisionedModelThroughput", { ...units, clientRequestToken: "mine" });
    const [one, other, third] = server.received.map(({ body }) => Object(JSON.parse(body)).clientRequestToken);
    expect(one).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect([other, third]).toEqual([one, "mine"]);
  });

  it("without a token is sent again where it was throttled, and not where it may have been done", async () => {
    const archive = (url: string) => clientFor(url).call("ArchiveProject", { projectIdentifier: "proj_a" });
    await using server = await startServer(failed);
    await expect(archive(server.url)).rejects.toMatchObject({ status: 500 });
    expect(server.received).toHaveLength(1);
    await using busy = await startServer(throttled);
    await expect(archive(busy.url)).rejects.toMatchObject({ status: 429 });
    expect(busy.received).toHaveLength(3);
  });
});

function clientFor(endpoint: string, options: ManagementClientOptions = {}) {
  return createManagementClient({ endpoint, unsigned: true, ...options });
}

/** Answers the first request with the first, and all after the last with the last. */
function inTurn(listeners: readonly RequestListener[]): RequestListener {
  let count = 0;
  return (request, response) => {
    listeners[Math.min(count, listeners.length - 1)]?.(request, response);
    count += 1;
  };
}

function reset(...[request]: Parameters<RequestListener>): void {
  request.socket.destroy();
}
