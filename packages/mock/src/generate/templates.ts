import { readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import type { MockExample } from "../example.ts";
import type { Engine } from "../examples/prism-engine.ts";
import { examplesOf } from "../examples/read-examples.ts";

/** A stored answer that lends its shape to generated ones. */
export interface Template {
  readonly example: MockExample;
  /** The answer; of a stream the list of its chunks. */
  readonly answer: unknown;
}

/**
 * Which answers are meant: those of an API (`gateway`, or the id of a format), an operation, and a media type where the
 * operation has two.
 */
export type AnswerKind = Pick<MockExample, "api" | "operation" | "mediaType">;

/** The success examples of a kind, whole and without anything special: no parameters but the model, no exception. */
export async function readTemplates(
  engine: Engine,
  { api, operation, mediaType }: AnswerKind,
): Promise<readonly Template[]> {
  const plain = examplesOf(api, operation).filter(
    (example) => example.mediaType === mediaType && example.status < 400 && isPlain(example),
  );
  return Promise.all(plain.map(async (example) => ({ example, answer: await engine.body(example) })));
}

function isPlain({ parameters, streamException }: MockExample): boolean {
  const special = Object.keys(parameters).filter((name) => !PLAIN_PARAMETERS.has(name.toLowerCase()));
  return streamException === undefined && special.length === 0;
}

const PLAIN_PARAMETERS: ReadonlySet<string> = new Set(["modelid", "accept", "content-type"]);

/** What the stop reason of a stored answer means. */
export function stopOf({ stopReasons, response, stream }: TextFormat, answer: unknown): string | undefined {
  const chunks: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  const place = (Array.isArray(answer) ? stream?.stopReason : response.stopReason) ?? "";
  const reasons = chunks.flatMap((chunk) => readAll(chunk, place)).map(({ value }) => value);
  const reason = reasons.find((value) => typeof value === "string");
  return reason === undefined ? undefined : stopReasons[reason];
}

/** The stop sequence that ended a stored answer: one that its request lists and that the answer repeats as a value. */
export function stopSequenceOf({ request }: TextFormat, { example, answer }: Template): string | undefined {
  const asked = readPointer(example.body, request.stopSequences);
  const sequences: readonly unknown[] = Array.isArray(asked) ? asked : [asked];
  return leavesOf(answer).find((leaf): leaf is string => typeof leaf === "string" && sequences.includes(leaf));
}

/** A copy of a stored answer that repeats another stop sequence. */
export function withStopSequence(value: unknown, stored: string | undefined, other: string | undefined): unknown {
  if (stored !== undefined && other !== undefined && value === stored) {
    return other;
  }
  if (Array.isArray(value)) {
    return value.map((each) => withStopSequence(each, stored, other));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withStopSequence(member, stored, other)]))
    : value;
}

function leavesOf(value: unknown): readonly unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [value];
}
