import type { Case } from "../../case.ts";
import type { Recording } from "../recording.ts";
import { type DescribedAnswer, type DescribedOperation, describedOperations } from "../specs/described-operations.ts";
import { membersOf, SpecTree } from "../specs/spec-tree.ts";
import { describedMembers, presentMembers } from "./schema-members.ts";

/** What of a spec cases can exercise. */
export const DIMENSIONS = [
  "operation",
  "status",
  "example",
  "parameter",
  "request member",
  "response header",
  "response member",
  "stream event",
] as const;

/** One of the things that are counted. */
export type Dimension = (typeof DIMENSIONS)[number];

/**
 * One thing that a spec describes, and the cases that exercise it. What several operations or formats describe alike,
 * such as a header of every invocation or a member that a format takes from another, is one thing.
 */
export interface Covered {
  /** The api or the format that is the first to describe it. */
  readonly api: string;
  readonly operation: string;
  readonly dimension: Dimension;
  readonly name: string;
  readonly cases: readonly string[];
}

/**
 * Everything that the specs describe, with the cases that exercise it: what they send, and what a right answer to them
 * holds.
 */
export function coverage(recordings: readonly Recording[], apis: readonly string[]): readonly Covered[] {
  const tree = new SpecTree();
  const counted = apis.flatMap((api) =>
    describedOperations(tree, api).flatMap((operation) => {
      const own = recordings.filter(
        ({ case: given }) => given.operation === operation.name && (given.format ?? given.api) === api,
      );
      return ofOperation(operation, own);
    }),
  );
  const things = new Map<string, Covered>();
  for (const { identity, ...covered } of counted) {
    const known = things.get(identity);
    things.set(identity, known === undefined ? covered : { ...known, cases: [...known.cases, ...covered.cases] });
  }
  return [...things.values()];
}

/** The apis and formats that cases belong to. */
export function apisOf(cases: readonly Case[]): readonly string[] {
  return [...new Set(cases.map(({ api, format }) => format ?? api))];
}

/**
 * The dimension, the name, which recordings exercise it, and how it is described where others may describe it alike.
 */
type Counted = readonly [Dimension, string, (recording: Recording) => boolean, (string | undefined)?];

type Identified = Covered & { readonly identity: string };

function ofOperation(operation: DescribedOperation, recordings: readonly Recording[]): readonly Identified[] {
  const { api, name, parameters, request, answers } = operation;
  const counted: readonly Counted[] = [
    ["operation", name, () => true],
    ...parameters.map(
      ({ name: parameter, schema }): Counted => [
        "parameter",
        parameter,
        ({ case: given }) => Object.hasOwn(given.parameters, parameter),
        `${parameter} ${JSON.stringify(schema)}`,
      ],
    ),
    ...ofMembers("request member", request, ({ case: given }) => given.body),
    ...answers.flatMap((answer) => ofAnswer(name, answer)),
  ];
  return counted.map(([dimension, what, isExercised, description = `${api} ${name} ${what}`]) => ({
    identity: `${dimension} ${description}`,
    api,
    operation: name,
    dimension,
    name: what,
    cases: recordings.filter(isExercised).map(({ case: given }) => given.id),
  }));
}

function ofMembers(
  dimension: Dimension,
  schema: unknown,
  bodyOf: (recording: Recording) => unknown,
): readonly Counted[] {
  const present = new Map<Recording, ReadonlySet<string>>();
  const membersIn = (recording: Recording): ReadonlySet<string> => {
    const known = present.get(recording) ?? new Set(presentMembers(bodyOf(recording)));
    present.set(recording, known);
    return known;
  };
  return describedMembers(schema).map(({ place, description }) => [
    dimension,
    place,
    (recording) => membersIn(recording).has(place),
    description,
  ]);
}

function ofAnswer(operation: string, answer: DescribedAnswer): readonly Counted[] {
  const { status, mediaType, schema, headers, examples } = answer;
  const isAnswered = ({ answer: received, case: given }: Recording): boolean =>
    received.status === status && (status >= 300 || given.mediaType === undefined || given.mediaType === mediaType);
  const isStream = /eventstream|event-stream/.test(mediaType);
  // An error may be told in several media types, a success is another answer in each.
  const name = status < 300 ? `${status} ${mediaType}` : String(status);
  const body = isStream ? { type: "array", items: schema.items } : schema;
  return [
    ["status", name, (recording) => isAnswered(recording) && (status >= 300 || isOfType(recording, mediaType))],
    ...examples.map(
      (example): Counted => [
        "example",
        `${status} ${example}`,
        (recording) => isAnswered(recording) && exampleOf(recording.case) === example,
      ],
    ),
    ...headers.map(
      ({ name, schema }): Counted => [
        "response header",
        `${status} ${name}`,
        (recording) => isAnswered(recording) && recording.answer.headers[name] !== undefined,
        `${status} ${name} ${JSON.stringify(schema)}`,
      ],
    ),
    ...ofMembers("response member", body, (recording) =>
      isAnswered(recording) ? recording.case.expect.body : undefined,
    ).map(([dimension, name, isIn, description]): Counted => [dimension, `${status} ${name}`, isIn, description]),
    ...(mediaType === "application/vnd.amazon.eventstream" ? streamEvents(operation) : []),
  ];
}

/** Whether the answer came in the media type. */
function isOfType({ answer }: Recording, mediaType: string): boolean {
  return (answer.headers["content-type"] ?? "").split(";")[0] === mediaType;
}

function exampleOf({ example, prefer }: Case): string | undefined {
  return prefer?.example ?? example;
}

/** The chunks and the exceptions that the stream of an operation has, by the specs of the runtime API. */
function streamEvents(operation: string): readonly Counted[] {
  const tree = new SpecTree();
  const union = describedOperations(tree, "runtime")
    .filter(({ name }) => name === operation)
    .flatMap(({ answers }) => answers)
    .find(({ mediaType }) => mediaType === "application/vnd.amazon.eventstream");
  // Of the operation, whichever format its chunks are of. Events of other kinds are members of the response.
  const events = describedMembers(membersOf(union?.schema.items))
    .map(({ place }) => place.slice(1))
    .filter((name) => /^(?:chunk|\w+Exception)$/.test(name));
  return events.map(
    (event): Counted => [
      "stream event",
      event,
      ({ case: { expect }, answer }) =>
        answer.status === 200 && (event === "chunk" ? hasChunks(expect.body) : expect.streamException?.type === event),
      `${operation} ${event}`,
    ],
  );
}

function hasChunks(body: unknown): boolean {
  return Array.isArray(body) && body.length > 0;
}
