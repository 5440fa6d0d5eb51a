import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { startServer } from "../../../test/start-server.ts";
import type { Case } from "../../case.ts";
import { runSuite } from "../../run/run-suite.ts";

type Event = Record<string, unknown>;

const TEXT = await caseById("responses/CreateResponse/streaming-text");
const CALL = await caseById("responses/CreateResponse/streaming-function-call");
const CUT = await caseById("responses/CreateResponse/streaming-token-limit");
const MESSAGE = await caseById("messages/CreateMessage/streaming-tool-use");
const DEMANDED = await caseById("responses/CreateResponse/function-required");
const WHOLE = await caseById("responses/CreateResponse/structured-output");

/** The outcomes, other than passes, of the checks of a stream. */
async function faultsOf(of: Case, events: readonly Event[], name = (event: Event) => String(event.type)) {
  const text = events.map((event) => `event: ${name(event)}\ndata: ${JSON.stringify(event)}\n\n`).join("");
  return outcomesOf(of, "text/event-stream", text);
}

async function outcomesOf(of: Case, type: string, text: string): Promise<readonly string[]> {
  return (await checksOf(of, type, text)).filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
}

async function checksOf(of: Case, type: string, text: string) {
  const server = await startServer((_request, response) => {
    response.writeHead(200, { "content-type": type });
    response.end(text);
  });
  const endpoints = { responses: server.url, messages: server.url };
  const { cases } = await runSuite({ target: { name: "t", endpoints, auth: "none" }, cases: [of] });
  return cases.find(({ id }) => id === of.id)?.checks ?? [];
}

function eventsOf({ expect: { body } }: Case): Event[] {
  return structuredClone(body) as Event[]; // The examples of streams are lists of events.
}

/** The events numbered anew. */
function numbered(events: readonly Event[]): readonly Event[] {
  return events.map((event, index) => ({ ...event, sequence_number: index }));
}

/** The place of the first event of a name. */
function at(events: readonly Event[], type: string): number {
  return events.findIndex((event) => event.type === type);
}

/** The events without the first of a name. */
function without(events: readonly Event[], type: string): readonly Event[] {
  return numbered(events.filter((_, index) => index !== at(events, type)));
}

/** The events with the first of a name twice. */
function twice(events: readonly Event[], type: string): readonly Event[] {
  const index = at(events, type);
  return numbered(events.toSpliced(index, 0, events[index] ?? {}));
}

/** The events with other members in the first of a name. */
function changed(events: readonly Event[], type: string, members: Event): readonly Event[] {
  const index = at(events, type);
  return events.with(index, { ...events[index], ...members });
}

const last = (events: readonly Event[]): Event => structuredClone(events.at(-1) ?? {});

test.each([TEXT, CALL, CUT, MESSAGE])("$id is right as the specs show it", async (of) => {
  expect(await faultsOf(of, eventsOf(of))).toEqual([]);
});

test.each<{ what: string; of: Case; change: (events: Event[]) => readonly Event[]; want: string }>([
  { what: "a gap in the numbers", of: TEXT, change: (all) => all.toSpliced(3, 1), want: "event-sequence" },
  {
    what: "a number twice",
    of: TEXT,
    change: (all) => all.with(4, { ...all[4], sequence_number: 3 }),
    want: "event-sequence",
  },
  {
    what: "numbers from 1",
    of: TEXT,
    change: (all) => all.map((e, i) => ({ ...e, sequence_number: i + 1 })),
    want: "event-sequence",
  },
  { what: "no beginning", of: TEXT, change: (all) => without(all, "response.created"), want: "item-order" },
  { what: "two beginnings", of: TEXT, change: (all) => twice(all, "response.created"), want: "item-order" },
  { what: "no end", of: TEXT, change: (all) => all.slice(0, -1), want: "item-order" },
  { what: "an event after the end", of: TEXT, change: (all) => numbered([...all, all[1] ?? {}]), want: "item-order" },
  {
    what: "an item that nothing opens",
    of: TEXT,
    change: (all) => without(all, "response.output_item.added"),
    want: "item-order",
  },
  {
    what: "an item opened twice",
    of: TEXT,
    change: (all) => twice(all, "response.output_item.added"),
    want: "item-order",
  },
  {
    what: "an item that nothing closes",
    of: TEXT,
    change: (all) => without(all, "response.output_item.done"),
    want: "item-order",
  },
  {
    what: "an item closed twice",
    of: TEXT,
    change: (all) => twice(all, "response.output_item.done"),
    want: "item-order",
  },
  {
    what: "a part that nothing opens",
    of: TEXT,
    change: (all) => without(all, "response.content_part.added"),
    want: "item-order",
  },
  {
    what: "a part that nothing closes",
    of: TEXT,
    change: (all) => without(all, "response.content_part.done"),
    want: "item-order",
  },
  {
    what: "a missing piece",
    of: TEXT,
    change: (all) => without(all, "response.output_text.delta"),
    want: "item-order",
  },
  { what: "a piece twice", of: TEXT, change: (all) => twice(all, "response.output_text.delta"), want: "item-order" },
  {
    what: "a text that its pieces do not make",
    of: TEXT,
    change: (all) => changed(all, "response.output_text.done", { text: "Another text." }),
    want: "item-order",
  },
  {
    what: "a piece of another item",
    of: TEXT,
    change: (all) => changed(all, "response.output_text.delta", { item_id: "msg_other" }),
    want: "item-order",
  },
  {
    what: "an item of another number",
    of: TEXT,
    change: (all) => all.map((event) => ("output_index" in event ? { ...event, output_index: 1 } : event)),
    want: "item-order",
  },
  {
    what: "an answer without its items",
    of: TEXT,
    change: (all) => {
      const end = last(all);
      Object.assign(Object(end.response), { output: [] });
      return all.with(-1, end);
    },
    want: "item-order",
  },
  {
    what: "an answer of another id",
    of: TEXT,
    change: (all) => {
      const end = last(all);
      Object.assign(Object(end.response), { id: "resp_other" });
      return all.with(-1, end);
    },
    want: "stream-id",
  },
  {
    what: "token counts that do not add up",
    of: TEXT,
    change: (all) => {
      const end = last(all);
      Object.assign(Object(Object(end.response).usage), { total_tokens: 1 });
      return all.with(-1, end);
    },
    want: "usage-sums",
  },
  {
    what: "more tokens of reasoning than of all",
    of: TEXT,
    change: (all) => {
      const end = last(all);
      Object.assign(Object(Object(end.response).usage), { output_tokens_details: { reasoning_tokens: 999 } });
      return all.with(-1, end);
    },
    want: "usage-sums",
  },
  {
    what: "arguments that are not JSON",
    of: CALL,
    change: (all) =>
      JSON.parse(
        JSON.stringify(all).replaceAll('{\\"city\\":\\"Lyon\\"}', "Lyon").replaceAll('"delta":"{\\"', '"delta":"'),
      ),
    want: "tool-call",
  },
  {
    what: "an error that nobody expects",
    of: TEXT,
    change: (all) => [
      ...all.slice(0, 5),
      { type: "error", sequence_number: 5, code: null, message: "Down", param: null },
    ],
    want: "error-event",
  },
  {
    what: "a failure that nobody expects",
    of: TEXT,
    change: (all) => {
      const end = { ...last(all), type: "response.failed" };
      Object.assign(Object(Object(end).response), {
        status: "failed",
        error: { code: "server_error", message: "Down" },
      });
      return all.with(-1, end);
    },
    want: "error-event",
  },
  {
    what: "a block that goes on after its end",
    of: MESSAGE,
    change: (all) => {
      const index = at(all, "content_block_stop");
      return all.toSpliced(index + 1, 0, all[index - 1] ?? {});
    },
    want: "block-order",
  },
  { what: "a message without its end", of: MESSAGE, change: (all) => all.slice(0, -1), want: "block-order" },
])("finds $what", async ({ of, change, want }) => {
  expect(await faultsOf(of, change(eventsOf(of)))).toContain(want);
});

test("an event is called as its data says", async () => {
  expect(await faultsOf(TEXT, eventsOf(TEXT), () => "message")).toEqual(["event-name"]);
  expect(await faultsOf(MESSAGE, eventsOf(MESSAGE), () => "message")).toEqual(["event-name"]);
});

test("bedrock-mantle names no event, numbers parts on, and has events of its own for reasoning", async () => {
  const unnamed = (events: readonly Event[]): string =>
    events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
  const numberedOn = eventsOf(TEXT).map((event) => ("content_index" in event ? { ...event, content_index: 1 } : event));
  const ofReasoning = eventsOf(TEXT).map((event) => ({
    ...event,
    type: String(event.type).replace("content_part", "reasoning_part"),
  }));

  expect(await outcomesOf(TEXT, "text/event-stream", unnamed(numberedOn))).toEqual([]);
  expect(await outcomesOf(TEXT, "text/event-stream", unnamed(ofReasoning))).toEqual([]);
  expect(
    await outcomesOf(TEXT, "text/event-stream", unnamed(without(ofReasoning, "response.reasoning_part.added"))),
  ).toEqual(["item-order"]);
  expect(await outcomesOf(MESSAGE, "text/event-stream", unnamed(eventsOf(MESSAGE)))).toEqual(["event-name"]);
  const [first = {}, ...others] = eventsOf(TEXT);
  const named = others.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
  expect(await outcomesOf(TEXT, "text/event-stream", unnamed([first]) + named)).toEqual(["event-name"]);
});

test("padding that the request refuses is a warning", async () => {
  const unpadded = await caseById("responses/CreateResponse/streaming-unpadded");
  const padded = eventsOf(unpadded).map((event) => ({ ...event, obfuscation: "x7" }));
  const warned = async (events: readonly Event[]) => {
    const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    const checks = await checksOf(unpadded, "text/event-stream", text);
    return checks.filter(({ outcome }) => outcome === "warn").map(({ id }) => id);
  };
  expect(await warned(eventsOf(unpadded))).toEqual([]);
  expect(await warned(padded)).toEqual(["event-padding"]);
});

test("padding says nothing, and may be there", async () => {
  const padded = eventsOf(TEXT).map((event) =>
    String(event.type).endsWith(".delta") ? { ...event, obfuscation: "x7" } : event,
  );
  expect(await faultsOf(TEXT, padded)).toEqual([]);
});

test.each([
  { type: "custom_tool_call", call_id: "call_1", name: "shell", input: "ls" },
  { type: "web_search_call", id: "ws_1", status: "completed" },
])("a $type keeps the demand for a call", async (call) => {
  const body = structuredClone(DEMANDED.expect.body) as Event;
  expect(await outcomesOf(DEMANDED, "application/json", JSON.stringify({ ...body, output: [call] }))).toEqual([]);
  const said = [{ type: "message", id: "msg_1", role: "assistant", content: [{ type: "output_text", text: "Yes." }] }];
  expect(await outcomesOf(DEMANDED, "application/json", JSON.stringify({ ...body, output: said }))).toEqual([
    "tool-call",
  ]);
});

test("a text in the form of a schema is one", async () => {
  const body = JSON.stringify(WHOLE.expect.body);
  expect(await outcomesOf(WHOLE, "application/json", body)).toEqual([]);
  const other = body.replace("522228", "-1");
  expect(await outcomesOf(WHOLE, "application/json", other)).toEqual(["structured-output-schema"]);
});
