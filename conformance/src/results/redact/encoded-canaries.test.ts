import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeChunk } from "@bedrock-contract/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFull } from "../../../../.some-of.ts";
import { runCli } from "../../../test/run-cli.ts";
import { startServer } from "../../../test/start-server.ts";
import { RENDERER_NAMES } from "../../report/files/renderers.ts";

/** As those of AWS, with what many writers of JSON escape. */
const TOKEN = "IQoJb3JpZ2/Zq7canary+x9/Vb2kW8m/Pt3Rf5Lh==";
const KEY = "Kq8canary/Zv5+Rb3Wx7Nm1Tg9=";
const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: "AKIACANARY7EXAMPLE8Q",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCY",
  AWS_SESSION_TOKEN: TOKEN,
  AWS_BEARER_TOKEN_BEDROCK: KEY,
  OPENAI_API_KEY: KEY,
};

const everyCharacter = (text: string, write: (code: string) => string): string =>
  [...text].map((each) => write(each.charCodeAt(0).toString(16))).join("");

const base32 = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, "0"))
    .join("")
    .replaceAll(/.{1,5}/g, (bits) =>
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Number.parseInt(bits.padEnd(5, "0"), 2)),
    );

/** How servers write a secret within the text of a JSON string. */
const WAYS: Readonly<Record<string, (secret: string) => string>> = {
  PHP: (secret) => secret.replaceAll("/", "\\/"),
  Gson: (secret) => secret.replaceAll("=", "\\u003d").replaceAll("+", "\\u002B"),
  "escapes of every character": (secret) => everyCharacter(secret, (code) => `\\u${code.padStart(4, "0")}`),
  "percent-encoding of every byte": (secret) => everyCharacter(secret, (code) => `%${code.toUpperCase()}`),
  "percent-encoding twice": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  "HTML entities": (secret) => everyCharacter(secret, (code) => `&#x${code};`),
  "hexadecimal in capitals": (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
  "hexadecimal with spaces": (secret) => Buffer.from(secret).toString("hex").replaceAll(/../g, "$& "),
  base64: (secret) => Buffer.from(`token ${secret}`).toString("base64").replaceAll("/", "\\/"),
  "base64 for URLs": (secret) => Buffer.from(`x${secret}`).toString("base64url"),
  base32: (secret) => base32(`token ${secret}`),
  "decimal bytes": (secret) => Buffer.from(secret).join(", "),
  "zero-width spaces between": (secret) => [...secret].join("\u200b"),
  "half of it": (secret) => secret.slice(0, secret.length / 2).replaceAll("/", "\\/"),
  capitals: (secret) => secret.toUpperCase(),
};

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterAll(() => rm(folder, { recursive: true }));

const STREAM = "openai-completion/InvokeModelWithResponseStream";
const BEDROCK = ["--run", "management/GetFoundationModel/*", "--run", "openai-completion/InvokeModel/*"];
const GATEWAY = ["--profile", "gateway"];
const PART = isFull ? [] : ["--shard", "1/10"];

test.each(["sigv4", "bearer"])(
  "no report holds a secret that a target echoes: %s",
  { timeout: 60_000, tags: "longer" },
  async (auth) => {
    await using server = await startServer((request, response) => {
      const secret = auth === "sigv4" ? String(request.headers["x-amz-security-token"]) : KEY;
      const written = Object.entries(WAYS).map(([name, write]) => [name, write(secret)] as const);
      const headers = written.map(([, text], index) => [`x-echo-${index}`, headerOf(text)] as const);
      response.writeHead(403, { "content-type": "application/json", ...Object.fromEntries(headers) });
      const members = written.map(([name, text]) => `"${name}":"unknown token ${text} (403)"`);
      const bytes = Buffer.from(secret);
      members.push(`"bytes":[${bytes.join(",")}]`, `"object":${JSON.stringify({ ...bytes })}`);
      response.end(`{"message":"unknown token ${written[0]?.[1]}",${members.join(",")}}`);
    });
    await expectNoSecret(auth, ["--endpoint", server.url, "--auth", auth, ...BEDROCK]);
  },
);

test.each([1, 7])(
  "no report holds a secret that a target streams in pieces of %i",
  { timeout: 60_000, tags: "longer" },
  async (length) => {
    const pieces = (text: string): readonly string[] =>
      Array.from({ length: Math.ceil(text.length / length) }, (_, at) => text.slice(at * length, (at + 1) * length));
    await using events = await startServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const content of pieces(`The key is ${KEY}.`)) {
        response.write(`data: ${JSON.stringify({ id: 1, choices: [{ index: 0, delta: { content } }] })}\n\n`);
      }
      response.end("data: [DONE]\n\n");
    });
    await expectNoSecret(
      `events ${length}`,
      ["--gateway-endpoint", events.url, "--auth", "bearer", ...GATEWAY],
      length,
    );

    await using frames = await startServer((_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
      for (const text of pieces(`The token is ${KEY}.`)) {
        response.write(encodeChunk(Buffer.from(JSON.stringify({ choices: [{ index: 0, text }], extra: 1 }))));
      }
      response.end();
    });
    const flags = ["--endpoint", frames.url, "--auth", "bearer", "--run", `${STREAM}/*`];
    await expectNoSecret(`frames ${length}`, flags, length);
  },
);

/** A header holds bytes, not characters. */
function headerOf(text: string): string {
  return Buffer.from(String(JSON.parse(`"${text}"`))).toString("latin1");
}

async function expectNoSecret(name: string, flags: readonly string[], pieceLength?: number): Promise<void> {
  const reports = join(folder, name);
  const files = RENDERER_NAMES.flatMap((each) => ["--reporter", `${each}=${join(reports, each)}`]);
  const lines = ["--reporter", `json-lines=${join(reports, "lines")}`];
  const { stdout, stderr, code } = await runCli([...flags, ...PART, ...files, ...lines, "--reporter", "console"], {
    environment: ENVIRONMENT,
  });
  expect([stderr, code]).toEqual(["", 1]);
  expect(pieceLength === undefined ? stdout : "REDACTED").toContain("REDACTED");
  const outputs = await Promise.all(
    (await readdir(reports)).map(async (each) => [each, await readFile(join(reports, each), "utf8")] as const),
  );
  for (const [output, text] of [["stdout", stdout] as const, ...outputs]) {
    expect({ output, found: givenAway(text) }).toEqual({ output, found: [] });
  }
  const json = Object(JSON.parse(await readFile(join(reports, "json"), "utf8")));
  expect(json.cases.length).toBeGreaterThan(2);
  // Pieces of a stream are read together by whoever wants to read them.
  expect(pieceLength === undefined ? [] : givenAway(json.cases.map(streamed).join(" "))).toEqual([]);
}

/** The texts of a recorded stream, as they come one after the other. */
function streamed(result: unknown): string {
  const { frames = [], body = "" } = Object(result).exchange?.response ?? {};
  const texts = frames.map((frame: unknown) => Object(frame).content?.choices?.[0]?.text ?? "");
  const contents = [...String(body).matchAll(/"content":("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
    JSON.parse(text ?? ""),
  );
  return [...texts, ...contents].join("");
}

/** What of the secrets can be read in a text, in whichever way it is written. */
function givenAway(text: string): readonly string[] {
  const readings = readingsOf(text).map(lettersOf);
  return [TOKEN, KEY, ENVIRONMENT.AWS_SECRET_ACCESS_KEY].flatMap((secret) => {
    const base64 = ["", "a", "ab"].map((before) =>
      Buffer.from(before + secret)
        .toString("base64")
        .slice(4, -4),
    );
    const forms = [
      runs(secret, 13),
      runs(Buffer.from(secret).toString("hex"), 26),
      ...base64.map((each) => runs(each, 20)),
      ...["", "a", "ab", "abc", "abcd"].map((before) => runs(base32(before + secret).slice(8, -1), 21)),
      runs(Buffer.from(secret).join(""), 36),
    ];
    return forms.flat().filter((run) => readings.some((reading) => reading.includes(lettersOf(run))));
  });
}

function readingsOf(text: string): readonly string[] {
  const readings = [text];
  for (let level = 0; level < 3; level += 1) {
    readings.push(
      (readings.at(-1) ?? "")
        .replaceAll(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
        .replaceAll(/&#x([\da-f]+);|%([\da-f]{2})/gi, (_, html: string | undefined, url: string) =>
          String.fromCharCode(Number.parseInt(html ?? url, 16)),
        ),
    );
  }
  return readings;
}

function runs(text: string, length: number): readonly string[] {
  return Array.from({ length: text.length - length + 1 }, (_, at) => text.slice(at, at + length));
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^a-z\d]/gi, "").toLowerCase();
}
