import { randomBytes } from "node:crypto";
import {
  readAll,
  readPointer,
  type SseStreamDescription,
  type TextFormat,
  toolDemandOf,
} from "@bedrock-contract/validators";
import type { MockExample } from "../example.ts";
import { examplesOf } from "../examples/read-examples.ts";
import { copyJson } from "../generate/copy-json.ts";
import { isHolder, parentOf, writeAt } from "../generate/place.ts";
import type { AnswerPlan } from "../generate/plan.ts";
import { planAnswer } from "../generate/plan-answer.ts";
import { readAhead } from "../generate/read-prompts.ts";
import { reasoningText } from "../generate/reasoning.ts";
import { planSaid } from "../generate/said.ts";
import { countsOf, stopReasonOf } from "../generate/write-answer.ts";
import { Budget } from "../request/budget.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import type { ChatContext } from "./generate-chat.ts";

/** A stream that tells of items, whose bodies the operation itself describes. */
export type ItemsDescription = SseStreamDescription & Required<Pick<SseStreamDescription, "bodies" | "items">>;

/**
 * The answer to a request whose answers are lists of items: what a plan says, in items like those of the examples.
 * Undefined where there is no example.
 */
export async function generateResponse(
  request: ExampleRequest,
  description: ItemsDescription,
  { turns, said }: ChatContext,
): Promise<unknown> {
  const { operation, api, body } = request;
  const { bodies, items } = description;
  const examples = examplesOf(api, operation.name).filter(({ status, mediaType }) => status < 400 && !mediaType);
  // What a request does not set, it has by default: the example that sets least shows it.
  const [base] = examples.toSorted((one, other) => memberCount(one.body) - memberCount(other.body));
  if (base === undefined) {
    return undefined;
  }
  // A plan reads nothing of a format but its bodies.
  const format = bodies as unknown as TextFormat;
  await readAhead(format, body, turns);
  const budget = new Budget(turns);
  const plan =
    said === undefined
      ? await planAnswer({ format, body, stored: {}, isForPrompt: false, budget })
      : planSaid(said, { format, body, templates: [] });
  const answer: unknown = copyJson(base.response);
  repeatRequest(answer, body);
  writeAt(answer, items.id, idLike(readPointer(base.response, items.id)));
  const freeTool = said === undefined ? freeToolToCall(body, format, items) : undefined;
  const sources = { examples, items, freeTool };
  writeAt(answer, listOf(bodies.response.text), madeItems(plan, format, sources));
  writeAsked(answer, { body, items, examples });
  for (const [place, count] of countsOf(plan, format)) {
    writeAt(answer, place, count);
  }
  const isCut = plan.choices[0]?.stop === "limit";
  writeAt(answer, items.status, isCut ? items.statuses.cut : items.statuses.done);
  const { earlyStop } = bodies.response;
  if (earlyStop !== undefined) {
    const reason = stopReasonOf(format, "limit");
    writeAt(answer, parentOf(earlyStop), isCut ? { [earlyStop.slice(parentOf(earlyStop).length + 1)]: reason } : null);
  }
  const now = Math.floor(Date.now() / 1000);
  for (const name of TIMES) {
    if (readPointer(answer, `/${name}`) !== undefined) {
      writeAt(answer, `/${name}`, now);
    }
  }
  return answer;
}

function memberCount(body: unknown): number {
  return Object.keys(Object(body)).length;
}

/** What items have only where the request asks for it, as an example has it. */
function writeAsked(
  answer: unknown,
  { body, items, examples }: Pick<ItemsDescription, "items"> & { body: unknown; examples: readonly MockExample[] },
): void {
  for (const { at, asked, values } of items.asked ?? []) {
    const isAsked = readAll(body, asked).some(({ value }) => values.some((each) => each === value));
    const shown = examples.flatMap(({ response }) => readAll(response, at)).find(({ value }) => isFilled(value));
    const name = at.slice(at.lastIndexOf("/"));
    for (const { pointer } of isAsked && shown ? readAll(answer, at.slice(0, -name.length)) : []) {
      writeAt(answer, `${pointer}${name}`, copyJson(shown?.value));
    }
  }
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === "string";
}

/** Members that tell when something happened, in seconds since 1970. */
const TIMES = ["created_at", "completed_at"];

/** An answer repeats what it was asked with; an option in which the request sets only some members, in these. */
function repeatRequest(answer: unknown, body: unknown): void {
  for (const [name, value] of Object.entries(Object(body))) {
    const stored = readPointer(answer, `/${name}`);
    if (stored === undefined || value === null || name === "output") {
      continue;
    }
    const isMerged = isHolder(stored) && isHolder(value) && !Array.isArray(value);
    writeAt(answer, `/${name}`, isMerged ? { ...stored, ...value } : value);
  }
}

interface ItemSources {
  readonly examples: readonly MockExample[];
  readonly items: ItemsDescription["items"];
  /** The tool that is called with the text; undefined where the text is said. */
  readonly freeTool: unknown;
}

/**
 * The tool of free input that a request wants called: one that it names, else the first, unless the last item is the
 * result of such a call.
 */
function freeToolToCall(body: unknown, format: TextFormat, { freeCalls }: ItemsDescription["items"]): unknown {
  const { kind, name, allowed } = toolDemandOf(format, body);
  if (freeCalls === undefined || kind === "none") {
    return undefined;
  }
  const tools = readAll(body, freeCalls.tools)
    .map(({ value }) => value)
    .filter((tool) => allowed?.includes(readPointer(tool, freeCalls.name)) ?? true);
  if (name !== undefined) {
    return tools.find((tool) => readPointer(tool, freeCalls.name) === name);
  }
  const prompt = readPointer(body, format.request.prompt);
  const last = Array.isArray(prompt) ? `${format.request.prompt}/${prompt.length - 1}` : undefined;
  const isAnswered = readAll(body, freeCalls.results).some(({ pointer }) => pointer === last);
  return kind === "auto" && isAnswered ? undefined : tools[0];
}

/** The items of a plan: its reasoning, then its text or its calls. */
function madeItems(plan: AnswerPlan, { response }: TextFormat, sources: ItemSources): readonly unknown[] {
  const [choice] = plan.choices;
  const { text, reasoning, toolCalls = "", toolCallId = "", toolCallName = "", toolCallArguments = "" } = response;
  if (choice === undefined) {
    return [];
  }
  const thought = choice.reasoning;
  const isCut = choice.stop === "limit";
  const made = thought && reasoning ? [itemWith(reasoning, reasoningText(thought), sources)] : [];
  const calls = choice.toolCalls.map((call) => {
    const item = itemLike(toolCalls, sources);
    writeAt(item, toolCallName, call.name);
    writeAt(item, toolCallArguments, call.tokens.join(""));
    writeAt(item, toolCallId, idLike(readPointer(item, toolCallId)));
    return item;
  });
  const written = choice.tokens.join("");
  const said =
    calls.length > 0 || written === ""
      ? []
      : [sources.freeTool === undefined ? itemWith(text, written, sources) : freeCall(written, sources)];
  const items = [...made, ...said, ...calls];
  const last = items.at(-1);
  if (isCut && readPointer(last, "/status") !== undefined) {
    writeAt(last, "/status", sources.items.statuses.cut);
  }
  return items;
}

/** A call whose input is a text. */
function freeCall(written: string, sources: ItemSources): unknown {
  const { item: place = "", id = "", name = "", text = "" } = sources.items.freeCalls ?? {};
  const item = itemLike(place, sources);
  writeAt(item, id, idLike(readPointer(item, id)));
  writeAt(item, name, readPointer(sources.freeTool, name));
  writeAt(item, text, written);
  return item;
}

/** The list that a place goes through first. */
function listOf(place: string): string {
  return place.slice(0, place.indexOf("/*"));
}

/** An item like that of an example, with one text in it. */
function itemWith(place: string, text: string, sources: ItemSources): unknown {
  const [, first = ""] = /^([^*]*\/[*][^/]*)/.exec(place) ?? [];
  const item = itemLike(first, sources);
  const within = place.slice(first.length);
  const [part] = readAll(item, within);
  if (part === undefined) {
    return item;
  }
  const inner = within.indexOf("/*");
  if (inner !== -1) {
    // Of several parts, the one that has the text stays.
    const list = within.slice(0, inner);
    const own = part.pointer.split("/").slice(0, list.split("/").length + 1);
    writeAt(item, list, [readPointer(item, own.join("/"))]);
  }
  writeAt(item, within.replaceAll(/\*[^/]*/g, "0"), text);
  return item;
}

/** An item at a place, as the first example has it that has one, with an id of its own. */
function itemLike(place: string, { examples }: ItemSources): unknown {
  const [found] = examples.flatMap(({ response }) => readAll(response, place));
  const item: unknown = copyJson(found?.value ?? {});
  if (typeof readPointer(item, "/id") === "string") {
    writeAt(item, "/id", idLike(readPointer(item, "/id")));
  }
  return item;
}

/** Another id of the same kind: what comes before its code stays. */
function idLike(id: unknown): string {
  const [prefix = ""] = /^[a-z]+_/.exec(String(id)) ?? [];
  return `${prefix}${randomBytes(16).toString("hex")}`;
}
