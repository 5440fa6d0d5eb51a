import { readPointer } from "@bedrock-contract/validators";
import { parseJson } from "../../exchange/parse-json.ts";
import { membersOf } from "../specs/spec-tree.ts";
import { withJson } from "./body-mutants.ts";
import { isExpectedPlace } from "./expected-places.ts";
import { framesOf } from "./frames.ts";
import type { Because, Mutant } from "./mutant.ts";
import type { MutantContext, MutantSource } from "./mutant-source.ts";
import { eventsOf, sseBody } from "./server-sent-events.ts";

/** Successes from which all is missing, or half: bodies, and streams that begin and end as they should. */
export const partialMutants: MutantSource = function* (context) {
  if (context.recording.answer.status < 300) {
    yield* context.isStream ? ofStream(context) : ofBody(context);
  }
};

function* ofBody(context: MutantContext): Generator<Mutant> {
  const { recording, described, oracle } = context;
  const { answer } = recording;
  const body = parseJson(answer.body);
  const schema = described.schemaOf(recording);
  const members = body.isJson ? membersOf(body.value) : undefined;
  if (members === undefined || schema === undefined) {
    return;
  }
  const nulled = Object.fromEntries(Object.keys(members).map((name) => [name, null]));
  const bodies: readonly (readonly [string, string, unknown])[] = [
    ["body-emptied", "{}", {}],
    ["body-emptied", "[]", []],
    ["body-emptied", "null", null],
    ["body-emptied", "null in every member", nulled],
    ["body-halved", "the first half of its members", halfOf(members, 0)],
    ["body-halved", "the second half of its members", halfOf(members, 1)],
  ];
  for (const [name, place, value] of bodies) {
    const changed = withJson(answer, value);
    if (!changed.body.equals(Buffer.from(JSON.stringify(members)))) {
      const lost = Object.keys(members).filter((member) => !Object.hasOwn(Object(value), member));
      const isOptional = oracle.allows(schema, value) && !lost.some((member) => isExpectedPlace(context, `/${member}`));
      yield { class: name, place, answer: changed, ...(isOptional ? { harmlessBecause: "member-optional" } : {}) };
    }
  }
}

function halfOf(members: Readonly<Record<string, unknown>>, half: 0 | 1): unknown {
  const entries = Object.entries(members);
  const middle = Math.ceil(entries.length / 2);
  return Object.fromEntries(half === 0 ? entries.slice(0, middle) : entries.slice(middle));
}

/** Of a stream the pieces in between can be missing without a trace: its first and its last ones are bound. */
function* ofStream({ recording }: MutantContext): Generator<Mutant> {
  const { answer, validators } = recording;
  const isOfEvents = validators.sse !== undefined;
  const pieces: readonly (Buffer | string)[] = isOfEvents
    ? eventsOf(answer.body)
    : framesOf(answer.body).map(({ bytes }) => bytes);
  const joined = (some: readonly (Buffer | string)[]): Buffer =>
    isOfEvents ? sseBody(some.map(String)) : Buffer.concat(some.map((piece) => Buffer.from(piece)));
  const middle = Math.ceil(pieces.length / 2);
  const streams: readonly (readonly [string, readonly (Buffer | string)[]])[] = [
    ["the first half", pieces.slice(0, middle)],
    ["the second half", pieces.slice(middle)],
    ["the last piece alone", pieces.slice(-1)],
  ];
  if (pieces.length > 1) {
    for (const [place, some] of streams) {
      const mayEnd = isInterrupted(recording) && some.length > 0;
      const because: Because = mayEnd
        ? { harmlessBecause: "exception-at-any-time" }
        : some.some(holdsChunk)
          ? { harmlessBecause: "order-untold" }
          : {};
      yield { class: "stream-halved", place, answer: { ...answer, body: joined(some) }, ...because };
    }
  }
}

/** Whether an error ends the right stream. */
function isInterrupted({ case: { expect } }: MutantContext["recording"]): boolean {
  const chunks: readonly unknown[] = Array.isArray(expect.body) ? expect.body : [];
  return expect.streamException !== undefined || chunks.some((chunk) => readPointer(chunk, "/error") !== undefined);
}

/** Whether a piece is a chunk, and no mere marker of the end. */
function holdsChunk(piece: Buffer | string): boolean {
  return typeof piece !== "string" || piece.startsWith("{");
}
