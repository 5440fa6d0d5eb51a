import { callPlacesOf, readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { copyJson } from "./copy-json.ts";
import { deleteAt, parentOf, writeAt } from "./place.ts";
import type { PlannedCall } from "./plan.ts";
import type { Template } from "./templates.ts";
import { hashOf } from "./tokens.ts";

/** The choice of an answer that is written, and what it is written from. */
export interface MessagePart {
  readonly answer: unknown;
  /** The pointer to the choice; empty where an answer is one. */
  readonly owner: string;
  readonly format: TextFormat;
  readonly templates: readonly Template[];
}

/** Writes the text of a choice, which then has no other text and no calls of tools. */
export function writeText(part: MessagePart, written: string): void {
  const { answer } = part;
  const { text, calls } = layoutOf(part);
  if (calls !== undefined && calls.list !== text.list && listAt(answer, calls.list).length > 0) {
    writeAt(answer, calls.list, []);
  }
  if (text.list === undefined) {
    writeAt(answer, text.pointer, written);
    return;
  }
  const blocks = listAt(answer, text.list);
  const [block = {}] = blocks.filter(text.is);
  const first = copyJson(block);
  writeAt(first, text.suffix, written);
  const at = blocks.findIndex(text.is);
  const others = (from: number, to: number) =>
    blocks.slice(from, to).filter((each) => !text.is(each) && !calls?.is(each));
  const end = at === -1 ? blocks.length : at;
  writeAt(answer, text.list, [...others(0, end), first, ...others(end, blocks.length)]);
}

/** What a choice with calls consists of. */
export interface CallsPart {
  readonly calls: readonly PlannedCall[];
  /** What is said before them, empty where nothing is; undefined where that is what the example says. */
  readonly said: string | undefined;
}

/** Writes the calls of a choice, which then has no text but what is said, or what its example says, before them. */
export function writeCalls(part: MessagePart, { calls: planned, said }: CallsPart, seed: unknown): void {
  const { answer, templates, format } = part;
  const { text, calls } = layoutOf(part);
  if (calls === undefined) {
    return;
  }
  const own = listAt(answer, calls.list);
  const stored = [answer, ...templates.map((each) => each.answer)]
    .flatMap((each) => readAll(each, parentList(format)))
    .find(({ value }) => calls.is(value))?.value;
  const made = planned.map((call, ordinal) =>
    madeCall(part, ofKind(copyJson(stored ?? {}), call, format), { call, seed: [seed, ordinal] }),
  );
  if (calls.list === text.list) {
    const before = said ? [textBlock(part, text, said)] : [];
    writeAt(answer, calls.list, [...own.filter((each) => !text.is(each) && !calls.is(each)), ...before, ...made]);
    return;
  }
  if (text.list === undefined && (said !== undefined || !own.some(calls.is))) {
    const isText = own.some(calls.is) && typeof readPointer(answer, text.pointer) === "string";
    writeAt(answer, text.pointer, said || (isText ? "" : null));
  }
  writeAt(answer, calls.list, made);
}

/** A block of text, like one that the answer or another has. */
function textBlock({ answer, templates, format }: MessagePart, text: Layout, said: string): unknown {
  const blocks = [answer, ...templates.map((each) => each.answer)].flatMap((each) => readAll(each, parentList(format)));
  const block: unknown = copyJson(blocks.find(({ value }) => text.is(value))?.value ?? {});
  writeAt(block, text.suffix, said);
  return block;
}

interface Made {
  readonly call: PlannedCall;
  readonly seed: unknown;
}

function madeCall({ format }: MessagePart, block: unknown, { call, seed }: Made): unknown {
  const { toolCalls = "", toolCallId } = format.response;
  const suffix = toolCalls.slice(toolCalls.lastIndexOf("/*") + "/*".length);
  const { name = "", input = "" } = callPlacesOf(format, call.isFree === true);
  writeAt(block, `${suffix}${name}`, call.name);
  const text = call.tokens.join("");
  const isText = call.isFree === true || typeof readPointer(block, `${suffix}${input}`) === "string";
  writeAt(block, `${suffix}${input}`, isText ? text : parsed(text));
  const id = toolCallId && readPointer(block, `${suffix}${toolCallId}`);
  if (call.id !== undefined && toolCallId !== undefined) {
    writeAt(block, `${suffix}${toolCallId}`, call.id);
  } else if (typeof id === "string") {
    // A conversation has several calls: each has an id of its own.
    const own = hashOf([seed, call]).toString(16).padStart(8, "0");
    writeAt(block, `${suffix}${toolCallId}`, `${id.slice(0, -own.length)}${own}`);
  }
  return block;
}

/** A call, or a piece of one, without the member that only the other kind of calls has. */
export function ofKind(call: unknown, { isFree = false }: Pick<PlannedCall, "isFree">, format: TextFormat): unknown {
  if (format.freeCalls === undefined) {
    return call;
  }
  deleteAt(call, parentOf(callPlacesOf(format, !isFree).input ?? ""));
  for (const [place, said] of isFree ? Object.entries(format.freeCalls.is) : []) {
    if (readPointer(call, place) !== undefined) {
      writeAt(call, place, said);
    }
  }
  return call;
}

/** Arguments that the limit cut off are none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Where a choice has its text or its calls: in a member, or in blocks of a list. */
interface Layout {
  readonly pointer: string;
  readonly list: string | undefined;
  readonly suffix: string;
  /** Whether a block is one of them. */
  is(block: unknown): boolean;
}

function layoutOf(part: MessagePart): {
  readonly text: Layout;
  readonly calls: (Layout & { readonly list: string }) | undefined;
} {
  const { text, toolCalls, toolCallName = "" } = part.format.response;
  const ofText = layoutAt(part, text, "");
  const ofCalls = toolCalls === undefined ? undefined : layoutAt(part, toolCalls, toolCallName);
  const list = ofCalls?.list;
  return { text: ofText, calls: ofCalls === undefined || list === undefined ? undefined : { ...ofCalls, list } };
}

function layoutAt({ owner, format }: MessagePart, place: string, member: string): Layout {
  const own = place.slice(format.response.choices?.length ?? 0);
  const star = own.lastIndexOf("/*");
  const suffix = own.slice(star + "/*".length);
  return {
    pointer: `${owner}${own}`,
    list: star === -1 ? undefined : `${owner}${own.slice(0, star)}`,
    suffix,
    is: (block) => typeof readPointer(block, `${suffix}${member}`) === "string",
  };
}

/** The pointer to each element of the lists that hold calls, in any answer. */
function parentList({ response: { toolCalls = "" } }: TextFormat): string {
  return toolCalls.slice(0, toolCalls.lastIndexOf("/*") + "/*".length);
}

function listAt(answer: unknown, list: string): readonly unknown[] {
  const value = readPointer(answer, list);
  return Array.isArray(value) ? value : [];
}
