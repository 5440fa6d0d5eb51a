import { readPointer } from "@bedrock-contract/validators";
import { ERROR_TYPE_HEADER, REQUEST_ID_HEADER } from "@bedrock-contract/wire";
import { parseJson } from "../../exchange/parse-json.ts";
import { withJson } from "../mutants/body-mutants.ts";
import { isBound } from "../mutants/bound-places.ts";
import { withText } from "../mutants/constraint-mutants.ts";
import { withHeader } from "../mutants/envelope-mutants.ts";
import { takesExpected } from "../mutants/expected-places.ts";
import { jsonChanges } from "../mutants/json-changes.ts";
import { meaningView } from "../mutants/meaning-view.ts";
import type { Mutant, RawAnswer } from "../mutants/mutant.ts";
import type { MutantContext, MutantSource } from "../mutants/mutant-source.ts";
import { chunksOf, withChunks } from "../mutants/stream-chunks.ts";
import { membersOf } from "../specs/spec-tree.ts";
import { harmlessStreams } from "./harmless-streams.ts";
import {
  everywhere,
  laterDates,
  otherIds,
  reorderedMembers,
  unknownMembers,
  type ValueChange,
} from "./harmless-values.ts";

/** Changes that no document forbids: nothing may object to them. */
export const harmlessChanges: MutantSource = function* (context) {
  yield* ofHeaders(context);
  yield* ofValues(context);
  yield* ofMembers(context);
  yield* ofTexts(context);
  yield* ofBytes(context);
  yield* harmlessStreams(context);
};

function* ofHeaders({ recording: { answer } }: MutantContext): Generator<Mutant> {
  const type = answer.headers["content-type"] ?? "";
  const upper = type.replace(/[^;]+/, (mediaType) => mediaType.toUpperCase());
  const errorType = answer.headers[ERROR_TYPE_HEADER];
  const changes: readonly (readonly [string, string, string])[] = [
    ["content-type-in-other-case", "content-type", upper],
    ["content-type-with-charset", "content-type", `${type.split(";")[0]}; charset=utf-8`],
    ["other-request-id", REQUEST_ID_HEADER, "00000000-0000-4000-8000-000000000000"],
    ["unknown-header", "x-not-described", "1"],
  ];
  for (const [name, header, value] of changes) {
    yield { class: name, place: `${header}: ${value}`, answer: withHeader(answer, header, value) };
  }
  if (errorType !== undefined) {
    const bare = errorType.split(":")[0] ?? "";
    for (const value of [bare, `${bare}:http://internal.amazon.com/coral/com.amazon.bedrock/`]) {
      const changed = withHeader(answer, ERROR_TYPE_HEADER, value);
      yield { class: "error-type-with-suffix", place: value, answer: changed };
    }
  }
}

/** Changes of every place of a body, or of every chunk. */
const VALUE_CHANGES: Readonly<Record<string, ValueChange>> = {
  "unknown-members": unknownMembers,
  "members-reordered": reorderedMembers,
  "other-ids": otherIds,
  "later-dates": laterDates,
};

/** What the request binds keeps its value. */
const CHANGES_VALUES: ReadonlySet<string> = new Set(["other-ids", "later-dates"]);

function* ofValues(context: MutantContext): Generator<Mutant> {
  for (const [name, change] of Object.entries(VALUE_CHANGES)) {
    const isFree = !CHANGES_VALUES.has(name);
    const answer = withValues(context, (value, facts, pointer) =>
      isFree || !isBound(context, pointer) ? change(value, facts, pointer) : value,
    );
    if (answer !== undefined) {
      yield { class: name, place: "everywhere", answer };
    }
  }
}

/** The answer with one member more in each object of its body; undefined where it has no JSON body. */
export function withUnknownMember(context: MutantContext): RawAnswer | undefined {
  return withValues(context, unknownMembers);
}

function withValues(context: MutantContext, change: ValueChange): RawAnswer | undefined {
  const { recording, described, isStream } = context;
  const { answer, validators } = recording;
  const schema = described.schemaOf(recording);
  if (!isStream) {
    const body = parseJson(answer.body);
    return body.isJson && schema !== undefined ? withJson(answer, everywhere(body.value, schema, change)) : undefined;
  }
  const items = membersOf(schema?.items);
  if ((validators.chunk ?? validators.sse) === undefined || items === undefined) {
    return undefined;
  }
  const body = withChunks(answer.body, validators.sse !== undefined, (chunk) => everywhere(chunk, items, change));
  return { ...answer, body };
}

/** Members that may be absent or null, each of them so. */
function* ofMembers(context: MutantContext): Generator<Mutant> {
  const { recording, described, oracle, isStream } = context;
  const { answer, validators } = recording;
  const schema = described.schemaOf(recording);
  const items = isStream ? membersOf(schema?.items) : schema;
  const isDescribed = !isStream || (validators.chunk ?? validators.sse) !== undefined;
  if (items === undefined || !isDescribed || saysAgain(context)) {
    return;
  }
  for (const { value, put } of bodies(context)) {
    for (const change of jsonChanges(value, items)) {
      const name = { "member-missing": "optional-member-absent", "null-instead": "member-null" }[change.class];
      const pointer = change.pointer.replaceAll(/\/\d+(?=\/|$)/g, "/*");
      const isKept = name === undefined || takesExpected(context, change) || isBound(context, pointer);
      const changed = isKept ? undefined : change.value();
      if (name !== undefined && changed !== undefined && oracle.allows(items, changed)) {
        yield { class: name, place: change.pointer, answer: { ...answer, body: put(changed) } };
      }
    }
  }
}

interface ReplaceableBody {
  readonly value: unknown;
  put(value: unknown): Buffer;
}

function bodies({ recording: { answer, validators }, isStream }: MutantContext): readonly ReplaceableBody[] {
  if (isStream) {
    return chunksOf(answer.body, validators.sse !== undefined).map(({ chunk, put }) => ({ value: chunk, put }));
  }
  const body = parseJson(answer.body);
  return body.isJson ? [{ value: body.value, put: (value) => withJson(answer, value).body }] : [];
}

/** Whether the answer says its text again, at the end of a stream or token by token: a change at one place contradicts the others. */
function saysAgain({ recording, isStream }: MutantContext): boolean {
  const { demands, validators } = recording;
  const isTold = demands?.kind === "text" && demands.format.response.toldTexts !== undefined;
  return isTold || (isStream && validators.sse?.items !== undefined);
}

function* ofTexts(context: MutantContext): Generator<Mutant> {
  const view = meaningView(context);
  const { demands } = context.recording;
  if (view === undefined || demands?.kind !== "text" || demands.constraints.length > 0 || saysAgain(context)) {
    return;
  }
  const { request, response } = demands.format;
  const other = 'Something else, with "quotes", ümläuts, \u{1F600} and\nlines.';
  const text = withoutStops(other, readPointer(demands.request, request.stopSequences));
  const answer = withText(view, response.text, text);
  if (answer !== undefined) {
    yield { class: "other-text", place: text, answer };
  }
}

/** A text that no stop sequence of the request would have ended. */
function withoutStops(text: string, stop: unknown): string {
  const sequences = Array.isArray(stop) ? stop : [stop];
  return sequences.reduce((rest, each) => (typeof each === "string" ? rest.replaceAll(each, " ") : rest), text);
}

function* ofBytes({ recording: { answer }, isStream }: MutantContext): Generator<Mutant> {
  const body = isStream ? undefined : parseJson(answer.body);
  if (body?.isJson) {
    const spaced = Buffer.from(`\n${JSON.stringify(body.value, null, 2)}\r\n`);
    yield { class: "whitespace", place: "between the members", answer: { ...answer, body: spaced } };
    const escaped = JSON.stringify(body.value).replaceAll(
      /[^\u0020-\u007e]/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    yield { class: "escapes", place: "of all but ASCII", answer: { ...answer, body: Buffer.from(escaped) } };
  }
}
