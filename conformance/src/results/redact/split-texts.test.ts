import { expect, test } from "vitest";
import { createRedact } from "./redact.ts";
import { redactSplit, redactSplitLines } from "./split-texts.ts";

const SECRET = "q7Zx9KcanaryW3vB5nLm2";
const redact = createRedact([SECRET]);

const delta = (text: string, index = 0): unknown => ({ choices: [{ index, delta: { content: text } }] });
const piecesOf = (text: string, length: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, at) => text.slice(at * length, (at + 1) * length));

test.each([1, 2, 3, 5, 8, 11])("replaces a secret in pieces of %i characters, and nothing around it", (length) => {
  const text = `The key is ${SECRET}, is it not?`;
  const chunks = [{ id: "chunk" }, ...piecesOf(text, length).map((piece) => delta(piece)), { usage: { tokens: 5 } }];
  const redacted = redactSplit(chunks, redact);
  const read = redacted.map((chunk) => Object(chunk).choices?.[0].delta.content ?? "").join("");
  expect(read.replaceAll(/(?:REDACTED)+/g, "REDACTED")).toBe("The key is REDACTED, is it not?");
  expect([redacted.at(0), redacted.at(-1), redacted.length]).toEqual([chunks.at(0), chunks.at(-1), chunks.length]);
});

test("replaces what comes in pieces encoded", () => {
  const chunks = piecesOf(Buffer.from(SECRET).toString("base64"), 4).map((piece) => delta(piece));
  expect(JSON.stringify(redactSplit(chunks, redact))).not.toMatch(/cTda|eDlL|Y2Fu|YXJ5/);
});

test("leaves texts alone that have no secret, also together", () => {
  const chunks = ["lorem", " ipsum", SECRET.slice(0, 5)].map((piece, index) => delta(piece, index % 2));
  expect(redactSplit(chunks, redact)).toBe(chunks);
});

test("replaces a secret in the pieces of server-sent events", () => {
  const events = piecesOf(`a ${SECRET} b`, 4).map((piece) => `data: ${JSON.stringify(delta(piece))}\n\n`);
  const text = `: comment\n${events.join("")}data: [DONE]\n\n`;
  const redacted = redactSplitLines(text, redact);
  expect(piecesOf(SECRET, 4).filter((piece) => piece.length === 4 && redacted.includes(piece))).toEqual([]);
  expect(redacted.startsWith(": comment\ndata: {")).toBe(true);
  expect(redacted.endsWith("data: [DONE]\n\n")).toBe(true);
  expect(redactSplitLines("data: {}\n\ndata: [DONE]\n\n", redact)).toBe("data: {}\n\ndata: [DONE]\n\n");
  const lines = piecesOf(SECRET, 4).map((response) => JSON.stringify({ response }));
  expect(redactSplitLines(lines.join("\n"), redact)).toMatch(/^(?:\{"response":"(?:REDACTED|\w)"\}\n?)+$/);
});
