import { inspect } from "node:util";
import { encodeException } from "@bedrock-contract/wire";
import { describe, expect, it } from "vitest";
import { modelId, request } from "../test/call-stream.ts";
import { startServer } from "../test/start-server.ts";
import { BedrockError } from "./errors/bedrock-error.ts";
import { createGatewayClient } from "./gateway/gateway-client.ts";
import { streamChatCompletion } from "./gateway/stream-chat-completion.ts";
import { invokeModel } from "./invoke/invoke-model.ts";
import { invokeModelStream } from "./invoke/invoke-model-stream.ts";
import { createRuntimeClient } from "./invoke/runtime-client.ts";
import { createManagementClient } from "./management/management-client.ts";

const KEY = "ABSKsecretbearer0123456789/Zq7+x9Vb2k==";
const TOKEN = "IQoJb3JpZ2/Zq7canary+x9/Vb2kW8m/Pt3Rf5Lh==";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG", sessionToken: TOKEN };

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const WAYS: readonly ((secret: string) => string)[] = [
  (secret) => `Bearer ${secret}`,
  (secret) => `token ${secret}`,
  base64,
  (secret) => base64(`x${secret}`),
  encodeURIComponent,
  (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
  (secret) => secret.slice(0, secret.length / 2),
  (secret) => `${"x".repeat(105)} ${secret}`,
];
const STEERING = "\u001b[31m\u0007\r\nsecond line\n::error::x\u2028##[add-mask]e\u202e";

/** Everything that a server may say, in a body that each client reads for an error. */
function said(secret: string): Record<string, unknown> {
  const text = `bad ${WAYS.map((write) => write(secret)).join(" / ")} ${STEERING}`;
  return { message: text, resourceName: text, [`member ${secret}`]: [{ deep: text }] };
}

interface Situation {
  readonly title: string;
  readonly secret: string;
  readonly answer: (secret: string) => { status: number; headers: Record<string, string>; body: string | Uint8Array };
  readonly call: (url: string) => Promise<unknown>;
}

const json = { "content-type": "application/json" };
const error = (secret: string) => ({ status: 403, headers: json, body: JSON.stringify(said(secret)) });
const runtime = (url: string, options: object = { bearerToken: KEY }) =>
  createRuntimeClient({ endpoint: url, ...options, sdk: { maxAttempts: 1 } });
const listModels = (url: string, options: object) =>
  createManagementClient({ endpoint: url, ...options }).call("ListFoundationModels");
const gateway = (url: string) => createGatewayClient({ baseUrl: url, apiKey: KEY });
const messages = [{ role: "user" as const, content: "Hello" }];

const SITUATIONS: readonly Situation[] = [
  {
    title: "the management API, a bearer key",
    secret: KEY,
    answer: error,
    call: (url) => listModels(url, { bearerToken: KEY }),
  },
  {
    title: "the management API, signed",
    secret: TOKEN,
    answer: error,
    call: (url) => listModels(url, { credentials }),
  },
  {
    title: "the management API, a secret in the names of the error and of the request",
    secret: KEY,
    answer: (secret) => ({
      status: 403,
      headers: { ...json, "x-amzn-errortype": secret, "x-amzn-requestid": secret },
      body: "{}",
    }),
    call: (url) => listModels(url, { bearerToken: KEY }),
  },
  {
    title: "the management API, no JSON",
    secret: KEY,
    answer: (secret) => ({
      status: 200,
      headers: json,
      body: `<html>${WAYS.map((write) => write(secret)).join(" ")}${STEERING}`,
    }),
    call: (url) => listModels(url, { bearerToken: KEY }),
  },
  {
    title: "the management API, a redirect",
    secret: KEY,
    answer: (secret) => ({
      status: 307,
      headers: { location: `http://127.0.0.1:9/?key=${encodeURIComponent(secret)}` },
      body: "",
    }),
    call: (url) => listModels(url, { bearerToken: KEY }),
  },
  {
    title: "a gateway, OpenAI's shape",
    secret: KEY,
    answer: (secret) => ({
      status: 401,
      headers: json,
      body: JSON.stringify({ error: { ...said(secret), type: secret, code: secret } }),
    }),
    call: (url) => gateway(url).call("ListModels"),
  },
  {
    title: "a gateway, FastAPI's shape",
    secret: KEY,
    answer: (secret) => ({
      status: 422,
      headers: json,
      body: JSON.stringify({ detail: [{ loc: [secret], msg: said(secret).message }] }),
    }),
    call: (url) => gateway(url).call("ListModels"),
  },
  {
    title: "a gateway, an error event",
    secret: KEY,
    answer: (secret) => ({
      status: 200,
      headers: { "content-type": "text/event-stream" },
      body: `data: ${JSON.stringify({ error: said(secret) })}\n\n`,
    }),
    call: async (url) => {
      for await (const _ of await streamChatCompletion(gateway(url), { model: "m", messages })) {
        // Nothing comes.
      }
    },
  },
  {
    title: "a model, a bearer key",
    secret: KEY,
    answer: error,
    call: (url) => invokeModel(runtime(url), "bedrock-completion", modelId, request),
  },
  {
    title: "a model, signed",
    secret: TOKEN,
    answer: error,
    call: (url) => invokeModel(runtime(url, { credentials }), "bedrock-completion", modelId, request),
  },
  {
    title: "a model, no JSON",
    secret: KEY,
    answer: (secret) => ({ status: 200, headers: json, body: `no JSON ${secret}${STEERING}` }),
    call: (url) => invokeModel(runtime(url), "bedrock-completion", modelId, request),
  },
  {
    title: "a stream that does not begin",
    secret: KEY,
    answer: error,
    call: (url) => invokeModelStream(runtime(url), "bedrock-completion", modelId, request),
  },
  {
    title: "an exception in a stream",
    secret: KEY,
    answer: (secret) => ({
      status: 200,
      headers: { "content-type": "application/vnd.amazon.eventstream" },
      body: encodeException("validationException", said(secret)),
    }),
    call: async (url) => {
      for await (const _ of await invokeModelStream(runtime(url), "bedrock-completion", modelId, request)) {
        // Nothing comes.
      }
    },
  },
];

describe.each(SITUATIONS)("a server that repeats what it was sent: $title", ({ secret, answer, call }) => {
  it("puts no secret into an error, and steers no log", async () => {
    await using server = await startServer((_, response) => {
      const { status, headers, body } = answer(secret);
      response.writeHead(status, headers);
      response.end(body);
    });
    const reason: unknown = await call(server.url).catch((caught: unknown) => caught);
    const told = BedrockError.from(reason);
    expect(reason).toBe(told);
    for (const text of [
      told.message,
      told.stack ?? "",
      told.code,
      told.requestId ?? "",
      JSON.stringify(told),
      inspect(told, { depth: 9 }),
    ]) {
      expect(givenAway(text, secret)).toEqual([]);
    }
    for (const text of [told.message, told.code, told.requestId ?? ""]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: They are what is looked for.
      expect(text.match(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]|##\[/g)).toBeNull();
    }
  });
});

it("keeps a key out of the errors of later requests too", async () => {
  await using server = await startServer((_, response) =>
    response.writeHead(500).end(`{"message":"as ${KEY} before"}`),
  );
  await listModels(server.url, { bearerToken: KEY }).catch(() => undefined);
  await expect(listModels(server.url, { bearerToken: "another-key-1" })).rejects.toThrow("as REDACTED before");
});

it("leaves what a server says readable", async () => {
  const message = "The provided model identifier is invalid: größe 世界";
  await using server = await startServer((_, response) =>
    response.writeHead(400, json).end(JSON.stringify({ message })),
  );
  await expect(listModels(server.url, { bearerToken: KEY })).rejects.toThrow(message);
  await expect(invokeModel(runtime(server.url), "bedrock-completion", modelId, request)).rejects.toThrow(message);
});

/** The runs of a secret, and of its encodings, that stand in a text. */
function givenAway(text: string, secret: string): readonly string[] {
  const letters = (each: string): string => each.replaceAll(/[^a-z\d]/gi, "").toLowerCase();
  const runs = (each: string, length: number): readonly string[] =>
    Array.from({ length: Math.max(0, each.length - length + 1) }, (_, at) => letters(each.slice(at, at + length)));
  const inBase64 = ["", "x", "xx"].map((before) => base64(before + secret).slice(4, -4));
  const forms = [
    runs(secret, 13),
    runs(Buffer.from(secret).toString("hex"), 26),
    ...inBase64.map((each) => runs(each, 20)),
  ];
  return forms.flat().filter((run) => letters(text).includes(run));
}
