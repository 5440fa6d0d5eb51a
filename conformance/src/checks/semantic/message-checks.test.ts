import { readPointer } from "@bedrock-contract/validators";
import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { changed, faultsOf, type GivenAnswer } from "../../../test/faults-of.ts";
import { messageChecks } from "./semantic-checks.ts";

/** A wrong answer: what an example's answer becomes. */
interface Row {
  readonly check: string;
  readonly title: string;
  readonly of: string;
  /** New values by pointer; of a stream the first key is the chunk. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Of a stream: the chunks in another order, by their numbers in the example. */
  readonly order?: readonly number[];
  /** What the request says instead, by pointer. */
  readonly asked?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const WHOLE = "anthropic-messages/InvokeModel";
const STREAM = "anthropic-messages/InvokeModelWithResponseStream";
const CONVERSE = "runtime/Converse";
const CITED = "/content/0/citations/0";
const CALL = { type: "tool_use", id: "toolu_bdrk_01Other", name: "tide", input: { port: "Brest" } };
const THOUGHT = { type: "thinking", thinking: "Let me see.", signature: "c2lnbmVk" };
// message_start, a text block's start, three pieces, a citation, the block's end, message_delta, message_stop.
const BLOCK = `${STREAM}/document-text`;
// The last piece of the arguments of a call.
const BROKEN = { "/9/delta/partial_json": '"Bre' };
const CONVERSE_CITED = "/output/message/content/1/citationsContent/citations/0";

const rows: readonly Row[] = [
  {
    check: "stop-sequences",
    title: "a stop sequence of nobody",
    of: `${WHOLE}/stop-sequence`,
    set: { "/stop_sequence": "5" },
  },
  { check: "stop-sequences", title: "none named", of: `${WHOLE}/stop-sequence`, set: { "/stop_sequence": null } },
  {
    check: "stop-sequences",
    title: "one named after another end",
    of: `${WHOLE}/stop-sequence`,
    set: { "/stop_reason": "end_turn" },
  },
  {
    check: "stop-reason",
    title: "a stop at a sequence where there is none",
    of: `${WHOLE}/hello`,
    set: { "/stop_reason": "stop_sequence" },
  },
  { check: "text-written", title: "an empty text", of: `${WHOLE}/hello`, set: { "/content/0/text": "" } },
  { check: "tool-call", title: "a stop for no call", of: `${WHOLE}/hello`, set: { "/stop_reason": "tool_use" } },
  { check: "tool-call", title: "another stop", of: `${WHOLE}/tools`, set: { "/stop_reason": "end_turn" } },
  { check: "tool-call", title: "a second call", of: `${WHOLE}/one-tool-at-a-time`, set: { "/content/1": CALL } },
  { check: "tool-call", title: "no call of any", of: `${WHOLE}/tool-choice-any`, set: { "/content": [] } },
  { check: "tool-call", title: "another tool", of: `${WHOLE}/tool-choice-named`, set: { "/content/0/name": "wind" } },
  { check: "tool-call", title: "a call of none", of: `${WHOLE}/tool-choice-none`, set: { "/content/1": CALL } },
  { check: "tool-input", title: "another input", of: `${WHOLE}/tools`, set: { "/content/1/input": { port: 7 } } },
  {
    check: "tool-call",
    title: "a tool that is offered, but not allowed",
    of: "responses/CreateResponse/function-allowed",
    set: { "/output/0/name": "get_tide", "/output/0/arguments": '{"port":"Bergen"}' },
  },
  {
    check: "tool-call",
    title: "no call of those that are allowed",
    of: "responses/CreateResponse/function-allowed",
    set: { "/output/0": { type: "message", id: "msg_1", role: "assistant", status: "completed", content: [] } },
  },
  {
    check: "reasoning-asked",
    title: "a demand for none, of a model that reasons unasked",
    of: `${WHOLE}/thinking-disabled`,
    set: { "/content/1": THOUGHT, "/model": "claude-opus-5" },
  },
  { check: "reasoning-asked", title: "no demand", of: `${WHOLE}/hello`, set: { "/content/1": THOUGHT } },
  {
    check: "reasoning-asked",
    title: "a demand for none",
    of: `${WHOLE}/thinking-disabled`,
    set: { "/content/1": THOUGHT },
  },
  {
    check: "reasoning-asked",
    title: "no demand, streamed",
    of: `${STREAM}/thinking`,
    asked: { "/thinking": undefined },
  },
  {
    check: "reasoning-asked",
    title: "no signature",
    of: `${WHOLE}/thinking`,
    set: { "/content/0/signature": "" },
  },
  { check: "tool-stop", title: "another stop", of: `${CONVERSE}/tool-call`, set: { "/stopReason": "end_turn" } },
  { check: "tool-stop", title: "a stop for no call", of: `${CONVERSE}/hello`, set: { "/stopReason": "tool_use" } },
  {
    check: "strict-tool-input",
    title: "another input",
    of: `${CONVERSE}/strict-tool`,
    set: { "/output/message/content/0/toolUse/input": {} },
  },
  {
    check: "tool-input",
    title: "an input that is JSON text",
    of: `${CONVERSE}/tool-call`,
    set: { "/output/message/content/0/toolUse/input": '{"city": "Brest"}' },
  },
  {
    check: "citation-sources",
    title: "another title",
    of: `${WHOLE}/document-text`,
    set: { [`${CITED}/document_title`]: "Tides of Crozon" },
  },
  {
    check: "structured-output-schema",
    title: "another object",
    of: `${WHOLE}/structured-output`,
    set: { "/content/0/text": "{}" },
  },
  { check: "usage-sums", title: "no tokens of a text", of: `${WHOLE}/hello`, set: { "/usage/output_tokens": 0 } },
  {
    check: "cache-counts",
    title: "tokens of no mark",
    of: `${WHOLE}/hello`,
    set: { "/usage/cache_read_input_tokens": 2048 },
  },
  {
    check: "cache-counts",
    title: "lifetimes that do not add up",
    of: `${WHOLE}/cache-lifetimes`,
    set: { "/usage/cache_creation/ephemeral_1h_input_tokens": 1 },
  },
  {
    check: "token-count-headers",
    title: "another count of the cache",
    of: `${WHOLE}/cache-write`,
    headers: { "x-amzn-bedrock-cache-write-input-token-count": "1" },
  },
  {
    check: "metrics-counts",
    title: "another count of the cache",
    of: `${STREAM}/cache-read`,
    set: { "/7/amazon-bedrock-invocationMetrics/cacheReadInputTokenCount": 1 },
  },
  {
    check: "citation-sources",
    title: "a second document of one",
    of: `${WHOLE}/document-text`,
    set: { [`${CITED}/document_index`]: 1 },
  },
  {
    check: "citation-sources",
    title: "characters after the end",
    of: `${WHOLE}/document-text`,
    set: { [`${CITED}/end_char_index`]: 47 },
  },
  {
    check: "citation-sources",
    title: "nothing",
    of: `${WHOLE}/document-text`,
    set: { [`${CITED}/end_char_index`]: 24 },
  },
  {
    check: "citation-sources",
    title: "other words",
    of: `${WHOLE}/document-text`,
    set: { [`${CITED}/start_char_index`]: 25 },
  },
  {
    check: "citation-sources",
    title: "page 0",
    of: `${WHOLE}/document-pdf`,
    set: { "/content/1/citations/0/start_page_number": 0 },
  },
  {
    check: "citation-sources",
    title: "another block",
    of: `${WHOLE}/document-blocks`,
    set: { [`${CITED}/start_block_index`]: 1, [`${CITED}/end_block_index`]: 2 },
  },
  {
    check: "citation-sources",
    title: "no result of the search",
    of: `${WHOLE}/search-results`,
    set: { [`${CITED}/search_result_index`]: 3 },
  },
  {
    check: "citation-sources",
    title: "a document that may not be cited",
    of: `${WHOLE}/document-text`,
    asked: { "/messages/0/content/0/citations/enabled": false },
  },
  {
    check: "citation-sources",
    title: "other words of a conversation",
    of: `${CONVERSE}/citations-of-characters`,
    set: { [`${CONVERSE_CITED}/location/documentChar/start`]: 1 },
  },
  {
    check: "citation-sources",
    title: "no document of a conversation",
    of: `${CONVERSE}/citations-of-pages`,
    set: { [`${CONVERSE_CITED}/location/documentPage/documentIndex`]: 5 },
  },
  {
    check: "response-schema",
    title: "a text block without a text",
    of: `${WHOLE}/hello`,
    set: { "/content/0": { type: "text" } },
  },
  {
    check: "chunk-schema",
    title: "a piece of text without a text",
    of: BLOCK,
    set: { "/2/delta": { type: "text_delta" } },
  },
  { check: "block-order", title: "no message_start", of: BLOCK, order: [1, 2, 3, 4, 5, 6, 7, 8] },
  { check: "block-order", title: "two of them", of: BLOCK, order: [0, 0, 1, 2, 3, 4, 5, 6, 7, 8] },
  { check: "block-order", title: "no start of a block", of: BLOCK, order: [0, 2, 3, 4, 5, 6, 7, 8] },
  { check: "block-order", title: "no end of a block", of: BLOCK, order: [0, 1, 2, 3, 4, 5, 7, 8] },
  { check: "block-order", title: "a block after the message", of: BLOCK, order: [0, 7, 1, 2, 3, 4, 5, 6, 8] },
  { check: "block-order", title: "no message_stop", of: BLOCK, order: [0, 1, 2, 3, 4, 5, 6, 7] },
  { check: "block-order", title: "a number left out", of: BLOCK, set: { "/1/index": 1 } },
  { check: "block-order", title: "a piece of another block", of: BLOCK, set: { "/3/index": 1 } },
  {
    check: "block-order",
    title: "a piece of another kind",
    of: BLOCK,
    set: { "/3/delta": { type: "input_json_delta", partial_json: "" } },
  },
];

function answerOf(body: unknown): GivenAnswer {
  return Array.isArray(body) ? { chunks: body } : { body };
}

test.each(rows)("$check catches $title", async ({ check, of, set = {}, order, asked = {}, headers = {} }) => {
  const given = await caseById(of);
  const { body } = given.expect;
  const ordered = order === undefined ? body : order.map((index) => Reflect.get(Object(body), index));
  const request = { ...given, body: changed(given.body, asked) };

  expect(await faultsOf(given, answerOf(body))).toEqual([]);
  expect(await faultsOf(request, { ...answerOf(changed(ordered, set)), headers })).toContain(check);
});

test("every check of messages has a wrong answer", () => {
  expect(rows.map(({ check }) => check)).toEqual(expect.arrayContaining(messageChecks.map(({ id }) => id)));
});

test("citations may count characters as code points or as UTF-16 code units", async () => {
  const given = await caseById(`${WHOLE}/document-text`);
  const body = changed(given.body, { "/messages/0/content/0/source/data": "🌊🌊 High water. Low water." });
  for (const [start, end] of [
    [15, 25],
    [17, 27],
  ]) {
    const told = { [`${CITED}/start_char_index`]: start, [`${CITED}/end_char_index`]: end };
    const answer = changed(given.expect.body, { ...told, [`${CITED}/cited_text`]: "Low water." });
    expect(await faultsOf({ ...given, body }, { body: answer })).toEqual([]);
  }
});

/** Right responses that no example is: what the service sends now and then. */
test.each<Omit<Row, "check" | "order">>([
  {
    title: "a search for tools that ends with a text",
    of: `${WHOLE}/tool-search`,
    set: { "/content/3": { type: "text", text: "None fits." }, "/stop_reason": "end_turn" },
  },
  {
    title: "a turn that pauses in a search",
    of: `${WHOLE}/tool-search`,
    set: {
      "/content": [{ type: "server_tool_use", id: "srvtoolu_1", name: "x", input: {} }],
      "/stop_reason": "pause_turn",
    },
  },
  {
    title: "a turn with nothing to add",
    of: `${WHOLE}/hello`,
    set: { "/content": [], "/usage/output_tokens": 3 },
    headers: { "x-amzn-bedrock-output-token-count": "3" },
  },
  {
    title: "thinking of a model that thinks unasked",
    of: `${WHOLE}/hello`,
    set: { "/content/1": THOUGHT, "/model": "claude-fable-5-1" },
  },
  {
    title: "a refusal in a call",
    of: `${WHOLE}/tool-options`,
    set: { "/content/0/input": {}, "/stop_reason": "refusal" },
  },
  {
    title: "a refusal where a call is demanded",
    of: `${WHOLE}/tool-choice-any`,
    set: { "/content": [], "/stop_reason": "refusal" },
  },
  {
    title: "a text after the result of a call that is still demanded",
    of: "responses/CreateResponse/function-required",
    asked: {
      "/input": [
        { role: "user", content: "Is it warm in Oslo?" },
        { type: "function_call", call_id: "call_1", name: "get_weather", arguments: '{"city":"Oslo"}' },
        { type: "function_call_output", call_id: "call_1", output: "20" },
      ],
    },
    set: {
      "/output/0": {
        type: "message",
        id: "msg_1",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text: "Yes.", annotations: [] }],
      },
    },
  },
  {
    title: "a count of the prompt that a later event corrects",
    of: `${STREAM}/hello`,
    set: { "/0/message/usage/input_tokens": 0, "/6/usage/input_tokens": 10 },
  },
  { title: "a refusal of nothing", of: `${WHOLE}/hello`, set: { "/content": [], "/stop_reason": "refusal" } },
  { title: "a stop that nobody knows", of: `${WHOLE}/tools`, set: { "/stop_reason": "unheard_of" } },
  {
    title: "a call that the model breaks off",
    of: "runtime/Converse/tool-call",
    set: { "/output/message/content/0/toolUse/input": '{"city', "/stopReason": "malformed_tool_use" },
  },
  {
    title: "arguments that a beta sends as the model writes them",
    of: `${STREAM}/tools`,
    asked: { "/anthropic_beta": ["fine-grained-tool-streaming-2025-05-14"] },
    set: BROKEN,
  },
  {
    title: "arguments that a tool has sent as the model writes them",
    of: `${STREAM}/tools`,
    asked: { "/tools/0/eager_input_streaming": true },
    set: BROKEN,
  },
  {
    title: "arguments of a conversation that a beta sends as the model writes them",
    of: "runtime/Converse/tool-call",
    asked: { "/additionalModelRequestFields": { anthropic_beta: ["fine-grained-tool-streaming-2025-05-14"] } },
    set: { "/output/message/content/0/toolUse/input": '{"city' },
  },
  {
    title: "a block whose other members are null",
    of: "runtime/Converse/hello",
    set: { "/output/message/content/0/toolUse": null },
  },
  {
    title: "a message that the model breaks off",
    of: "runtime/Converse/hello",
    set: { "/output/message/content": [], "/stopReason": "malformed_model_output" },
  },
  {
    title: "a conversation with nothing to add",
    of: "runtime/Converse/hello",
    set: {
      "/output/message/content": [],
      "/usage": { inputTokens: 9, outputTokens: 3, totalTokens: 12, serverToolUsage: {} },
    },
  },
  {
    title: "a block that nobody knows",
    of: "runtime/Converse/hello",
    set: { "/output/message/content/1": { unheardOf: { text: "?" } } },
  },
  {
    title: "nothing but a block that nobody knows",
    of: "runtime/Converse/hello",
    set: { "/output/message/content": [{ unheardOf: { text: "?" } }] },
  },
  {
    title: "pieces of a block that nobody knows",
    of: "runtime/ConverseStream/tool-call",
    set: {
      "/1/contentBlockStart/start": { unheardOf: {} },
      "/2/contentBlockDelta/delta": { unheardOf: "?" },
      "/3/contentBlockDelta/delta": { unheardOf: "?" },
      "/4/contentBlockDelta/delta": { unheardOf: "?" },
    },
  },
  {
    title: "a stream whose cost has no trace",
    of: "runtime/ConverseStream/hello",
    set: { "/6/metadata/trace": null },
  },
  {
    title: "arguments that are a string",
    of: "runtime/Converse/tool-call",
    set: { "/output/message/content/0/toolUse/input": "Brest" },
  },
  {
    title: "a strict tool whose arguments a beta sends as the model writes them",
    of: "runtime/Converse/strict-tool",
    asked: { "/additionalModelRequestFields": { anthropic_beta: ["fine-grained-tool-streaming-2025-05-14"] } },
    set: { "/output/message/content/0/toolUse/input": '{"city' },
  },
])("nothing objects to $title", async ({ of, set = {}, asked = {}, headers = {} }) => {
  const example = await caseById(of);
  const given = { ...example, body: changed(example.body, asked) };
  const known = new Set(["known-values", "null-members", "tool-input", "tool-stop"]); // what they say is a warning
  const faults = await faultsOf(given, { ...answerOf(changed(given.expect.body, set)), headers });
  expect(faults.filter((id) => !known.has(id))).toEqual([]);
});

test("the metrics of a stream may leave out the tokens that end the turn, and no others", async () => {
  const given = await caseById(`${STREAM}/cache-read`);
  const chunks = given.expect.body as readonly object[]; // As its example file shows it.
  const place = "/7/amazon-bedrock-invocationMetrics";
  const counted = readPointer(chunks, "/6/usage/output_tokens");
  const judged = (fewer: number): Promise<readonly string[]> =>
    faultsOf(given, answerOf(changed(chunks, { [`${place}/outputTokenCount`]: Number(counted) - fewer })));

  expect(await judged(0)).toEqual([]);
  expect(await judged(3)).toEqual([]);
  expect(await judged(2)).toEqual(["metrics-counts"]);
  expect(await judged(-3)).toEqual(["metrics-counts"]);
});

test("a service that caches on its own may count what it reads", async () => {
  const given = await caseById("amazon-nova/InvokeModel/hello");
  const { inputTokens, outputTokens } = (given.expect.body as { usage: Record<string, number> }).usage; // The example's.
  const usage = {
    "/usage/cacheReadInputTokenCount": 1000,
    "/usage/totalTokens": Number(inputTokens) + Number(outputTokens) + 1000,
  };

  expect(await faultsOf(given, { body: changed(given.expect.body, usage) })).toEqual([]);
});
