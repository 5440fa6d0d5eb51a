import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { assembleStream } from "./assemble-stream.ts";
import { foldChunks } from "./fold/fold-chunks.ts";
import { streamOf } from "./format-places.ts";
import { formats } from "./gen/formats.ts";
import { loadDescription, loadFormat } from "./load-format.ts";
import { readPointer } from "./pointer.ts";

const SPECS = new URL("../../../specs/formats/", import.meta.url);

interface ExampleFile {
  readonly "x-source": { readonly kind: string; readonly response?: string };
  readonly request: { readonly value: Readonly<Record<string, unknown>> };
  readonly response?: { readonly value: unknown };
  readonly streamException?: unknown;
}

function filesIn(folder: "examples" | "streams") {
  return formats
    .filter(({ id }) => existsSync(new URL(`${id}/${folder}/`, SPECS)))
    .flatMap(({ id }) =>
      readdirSync(new URL(`${id}/${folder}/`, SPECS)).map((file) => ({
        id,
        name: file.replace(/\.yaml$/, ""),
        example: parse(readFileSync(new URL(`${id}/${folder}/${file}`, SPECS), "utf8")) as ExampleFile, // By its schema.
      })),
    );
}

const whole = filesIn("examples");
/** The events of a session are not chunks of one answer. */
const streams = filesIn("streams").filter(({ id }) => formats.find((each) => each.id === id)?.kind !== "speech");

/**
 * The example that asks the same without a stream, by its name and its request; a stream has no log-probabilities of
 * the prompt.
 */
function twinOf(format: string, name: string, { request }: ExampleFile) {
  const twin = whole.find(
    (file) => file.id === format && (file.name === name || file.name === `structured-output-${name}`),
  );
  const asked = ({ stream: _, stream_options: __, prompt_logprobs: ___, ...body }: ExampleFile["request"]["value"]) =>
    body;
  const isTwin = twin && isDeepStrictEqual(asked(twin.example.request.value), asked(request.value));
  return isTwin ? { twin: twin.example, twinName: twin.name } : undefined;
}

function isDocumentedAnswer({ "x-source": source, response }: ExampleFile): boolean {
  return source.kind === "documented" && source.response !== "authored" && response !== undefined;
}

/**
 * Formats whose streams leave out what is null or empty, and log-probabilities of the prompt; or ids, or have counts of
 * their own.
 */
const LOOSE = [
  "openai-chat-completion",
  "openai-completion",
  "cohere-command",
  "cohere-command-r",
  "ai21-jamba",
  "writer-palmyra",
];
const OF_LOOSE = ["id", "response_id", "generation_id", "meta", "prompt", "prompt_logprobs", "total_tokens"];

/** A response of such a format without what differs. */
function substance(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(substance);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name, member]) => {
    const isEmpty = member === null || member === "" || (Array.isArray(member) && member.length === 0);
    return !isEmpty && !OF_LOOSE.includes(name);
  });
  return Object.fromEntries(kept.map(([name, member]) => [name, substance(member)]));
}

/** The chunks of an example: its validators are tested elsewhere. */
const chunksOf = ({ response }: ExampleFile) => response?.value as readonly never[];

describe("the chunks of an example fold into an answer of its format", () => {
  const whole = streams.filter(({ example }) => example.streamException === undefined);
  test.each(whole)("$id $name", async ({ id, example }) => {
    const { invokeResponse } = await loadFormat(id);
    expect(invokeResponse.issues(await assembleStream(id, chunksOf(example)))).toEqual([]);
  });
});

describe("the streamed twin of an example folds into the same answer", () => {
  const twins = streams.flatMap(({ id, name, example }) => {
    const twin = twinOf(id, name, example);
    return twin === undefined ? [] : [{ id, name, example, ...twin }];
  });

  test.each(twins)("$id $name is $twinName", async ({ id, example, twin }) => {
    const compared = LOOSE.includes(id) ? substance : (value: unknown) => value;
    expect(compared(await assembleStream(id, chunksOf(example)))).toEqual(compared(twin.response?.value));
  });

  test("every documented example with an answer has one", () => {
    const streamed = new Set(twins.map(({ id, twinName }) => `${id}/${twinName}`));
    const documented = [...whole, ...streams].filter(
      ({ id, name, example }) => isDocumentedAnswer(example) && !streamed.has(`${id}/${name}`),
    );
    expect(documented.map(({ id, name }) => `${id}/${name}`)).toEqual([]);
  });
});

test("a stream without chunks is not an answer", async () => {
  expect(await assembleStream("bedrock-completion", [])).toBeUndefined();
});

test("a format without a stream folds nothing", async () => {
  await expect(assembleStream("titan-embed-text", [])).rejects.toThrow("the format titan-embed-text has no stream");
});

const chat = streamOf(await loadDescription("openai-chat-completion")) ?? { fold: [] };

test("choices come together by index, in whichever order their chunks come", () => {
  const answer = foldChunks(chat, [
    { choices: [{ index: 1, delta: { role: "assistant", content: "b" } }] },
    { choices: [{ index: 0, delta: { content: "a" } }] },
    { choices: [{ index: 1, delta: { content: "B" }, finish_reason: "stop" }] },
  ]);
  expect(answer).toEqual({
    choices: [
      { index: 0, message: { content: "a" } },
      { index: 1, message: { role: "assistant", content: "bB" }, finish_reason: "stop" },
    ],
  });
});

test("null stands only where no chunk has a value", () => {
  const chunks = [
    { usage: { prompt_tokens: 3 }, a: null },
    { usage: null, a: null },
  ];
  expect(foldChunks(chat, chunks)).toEqual({ usage: { prompt_tokens: 3 }, a: null });
});

test("what a later chunk repeats as empty erases nothing, and an empty value stands only where there is no other", () => {
  const call = (id: unknown, name: unknown, text: string) => ({ index: 0, id, function: { name, arguments: text } });
  const delta = (content: object) => ({ choices: [{ index: 0, delta: content }] });
  const pieces = [
    call("call_1", "weather", '{"city"'),
    call("", "", ':"Paris"'),
    call(null, null, "}"),
    { index: 0, function: {} },
  ];
  const whole = { id: "call_1", function: { name: "weather", arguments: '{"city":"Paris"}' } };
  for (const calls of [pieces, [call("", null, ""), ...pieces]]) {
    const answer = foldChunks(chat, [
      delta({ role: "", content: null }),
      delta({ role: "assistant", content: "" }),
      ...calls.map((each) => delta({ role: "", tool_calls: [each] })),
      { id: "", model: "m", choices: [{ index: 0, delta: { tool_calls: [] }, finish_reason: "tool_calls" }] },
      { id: "chat_1", model: "", choices: [{ index: 0, delta: {}, finish_reason: "" }] },
    ]);
    const message = { role: "assistant", content: "", tool_calls: [whole] };
    expect(answer).toEqual({ id: "chat_1", model: "m", choices: [{ index: 0, message, finish_reason: "tool_calls" }] });
  }
});

test("chunks stay as they are", () => {
  const chunks = [1, 2].map((n) => ({ choices: [{ index: 0, logprobs: { content: [n] }, delta: {} }] }));
  const copy = structuredClone(chunks);
  expect(readPointer(foldChunks(chat, chunks), "/choices/*/logprobs/content")).toEqual([1, 2]);
  expect(chunks).toEqual(copy);
});

test("survives chunks of any shape", () => {
  const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`);
  const odd = [null, 7, "x", [], deep, { choices: 7 }, { choices: [null, { index: "x", delta: 7 }] }];
  expect(() => foldChunks(chat, odd)).not.toThrow();
  const own = foldChunks(chat, [JSON.parse('{"__proto__": {"polluted": true}}')]);
  expect(Object.hasOwn(own as object, "__proto__")).toBe(true);
  expect("polluted" in {}).toBe(false);
});
