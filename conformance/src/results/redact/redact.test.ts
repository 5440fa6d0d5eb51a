import { hexView } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { createRedact } from "./redact.ts";
import { redactHex } from "./redact-check.ts";
import { headerSecrets, redactHeaderValues } from "./redact-headers.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY";
const redact = createRedact([SECRET]);
/** Pieces of the secret that would give it away. */
const PIECES = piecesOf(4);
const LONGER_PIECES = piecesOf(6);

test.each([
  { form: "as it is", text: SECRET },
  { form: "in a URL", text: encodeURIComponent(SECRET) },
  { form: "in hexadecimal", text: Buffer.from(SECRET).toString("hex") },
  ...["", "a", "ab"].map((before) => ({
    form: `in base64 after ${before.length} bytes`,
    text: Buffer.from(`${before}${SECRET}xyz`).toString("base64"),
  })),
])("replaces a secret $form", ({ text }) => {
  const redacted = redact(`before ${text} after`);

  expect(redacted).toContain("REDACTED");
  expect(redacted.length).toBeLessThan(40);
});

test("replaces what is left of a secret, wherever a text was cut", () => {
  const text = `the key ${SECRET} is unknown`;
  for (let end = "the key ".length; end < text.length; end += 1) {
    const before = text.slice(0, end);
    for (const cut of [`${before}…`, JSON.stringify(`${before}…`), `…${text.slice(end)}`]) {
      expect(PIECES.filter((piece) => redact(cut).includes(piece))).toEqual([]);
    }
    expect(LONGER_PIECES.filter((piece) => redact(before).includes(piece))).toEqual([]);
  }
});

test("replaces a secret in the first bytes of a frame", () => {
  for (let before = 0; before < 16; before += 1) {
    const hex = hexView(Buffer.from(`${"-".repeat(before)}${SECRET}`).subarray(0, 16));
    const shown = Buffer.from(redactHex(hex, redact).replaceAll(" ", ""), "hex").toString("latin1");
    expect(LONGER_PIECES.filter((piece) => shown.includes(piece))).toEqual([]);
  }
  expect(redactHex("7b227479 7065223a", redact)).toBe("7b227479 7065223a");
});

test.each([
  { text: '{"api_key":"abc123","max_tokens":5}', want: '{"api_key":"REDACTED","max_tokens":5}' },
  { text: '{"echo":"{\\"apiKey\\":\\"abc123\\"}"}', want: '{"echo":"{\\"apiKey\\":\\"REDACTED\\"}"}' },
  { text: "Authorization: Bearer abc.def\nHost: x", want: "Authorization: REDACTED\nHost: x" },
  { text: '{"set-cookie":"a=b; Path=/","x":1}', want: '{"set-cookie":"REDACTED","x":1}' },
  { text: "Incorrect key sk-proj-abcdefghijkl0123", want: "Incorrect key REDACTED" },
  { text: "AKIAIOSFODNN7EXAMPLE is unknown", want: "REDACTED is unknown" },
  { text: "got bearer ABSKabc123def456", want: "got bearer REDACTED" },
  { text: "aws_secret_access_key=abc/def+ghi", want: "aws_secret_access_key=REDACTED" },
  { text: "https://user:pass@host/path?key=abc&x=1", want: "https://REDACTED@host/path?key=REDACTED&x=1" },
  {
    text: "?X-Amz-Credential=AKIA%2F20260101&X-Amz-Signature=abc",
    want: "?X-Amz-Credential=REDACTED&X-Amz-Signature=REDACTED",
  },
  { text: "arn:aws:bedrock:us-east-1:999988887777:x/y", want: "arn:aws:bedrock:us-east-1:REDACTED:x/y" },
  { text: "arn:aws:sts::999988887777:assumed-role/r", want: "arn:aws:sts::REDACTED:assumed-role/r" },
  {
    text: "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A999988887777%3Ax%2Fy/invoke",
    want: "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3AREDACTED%3Ax%2Fy/invoke",
  },
  { text: '{"accountId":"999988887777"}', want: '{"accountId":"REDACTED"}' },
  { text: "account%20999988887777%20AKIAIOSFODNN7EXAMPLE%20", want: "account%20REDACTED%20REDACTED%20" },
  { text: "account 999988887777 has no access", want: "account REDACTED has no access" },
])("sees a secret in $text", ({ text, want }) => {
  expect(redact(text)).toBe(want);
  expect(redact(want)).toBe(want);
});

test.each([
  "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456",
  '{"usage":{"prompt_tokens":3,"total_tokens":5},"nextToken":"abc"}',
  "the signature is not the one that this request gives",
  '{"tokens":[119,74,97,108,88,114,85,116],"id":"JBSWY3DPEBLW64TMMQQHG2DBNRWCAYTF","text":"a\u200bb\u200bc 日本語"}',
  "bearer authentication is needed",
  '{"password":null,"created":1767225600000}',
  "1 validation error detected: /jobName: is required",
])("leaves %s alone", (text) => {
  expect(redact(text)).toBe(text);
});

test("of headers the secrets go, what kind of authentication it was stays", () => {
  const headers = {
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=abc",
    cookie: "session=abcdef123",
    "x-portkey-api-key": "pk-123456",
    "x-amzn-bedrock-input-token-count": "7",
    echo: SECRET,
  };

  expect(redactHeaderValues(headers, redact)).toEqual({
    authorization:
      "AWS4-HMAC-SHA256 Credential=REDACTED/20261121/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=REDACTED",
    cookie: "REDACTED",
    "x-portkey-api-key": "REDACTED",
    "x-amzn-bedrock-input-token-count": "7",
    echo: "REDACTED",
  });
  expect(redactHeaderValues({ Authorization: "Bearer abc" }, redact)).toEqual({ Authorization: "Bearer REDACTED" });
  expect(headerSecrets(headers)).toEqual(expect.arrayContaining(["abcdef123", "pk-123456"]));
});

function piecesOf(length: number): readonly string[] {
  return Array.from({ length: SECRET.length - length + 1 }, (_, index) => SECRET.slice(index, index + length));
}
