import { readAll } from "@bedrock-contract/validators";
import { encodeException, type KnownOperation } from "@bedrock-contract/wire";
import type { Engine } from "../examples/prism-engine.ts";
import { examplesOf } from "../examples/read-examples.ts";
import type { StreamFrames } from "../examples/stream-frames.ts";
import { invalid } from "../http/refusal.ts";
import { exceptionNames, nameInStream } from "../request/event-operation.ts";
import type { Preference } from "../request/preference.ts";

/** Where an exception that `Prefer` asks for comes without saying where. */
const DEFAULT_AFTER = 1;

/** Which exception ends a stream, and where. */
export interface WantedException extends Pick<Preference, "streamException" | "after"> {
  /** Default: that of the spec's example. */
  readonly message?: string | undefined;
}

/**
 * The exception that `Prefer: stream-exception=throttlingException, after=2` asks for, in a stream that then has so
 * many of its chunks. Throws a ValidationException for an exception that no stream has.
 */
export async function scriptException(
  { chunks }: StreamFrames,
  wanted: WantedException,
  source: ExceptionSource,
): Promise<StreamFrames> {
  return { chunks: chunks.slice(0, placeOf(wanted)), exceptions: [await exceptionFrame(wanted, source)] };
}

/** After how many chunks an exception comes. */
export function placeOf({ after = DEFAULT_AFTER }: WantedException): number {
  return after;
}

/** Where exceptions are looked up. */
export interface ExceptionSource {
  readonly operation: KnownOperation;
  readonly engine: Engine;
}

/** The frame of an exception, with the members of the spec's example of it. */
export async function exceptionFrame(
  { streamException: type = "", message }: WantedException,
  { operation, engine }: ExceptionSource,
): Promise<Uint8Array> {
  const known = exceptionNames(operation);
  if (!known.includes(type)) {
    throw invalid(`The stream of ${operation.name} has no exception ${type}; it has: ${known.join(", ") || "none"}.`);
  }
  const members = await exampleMembers(type, { operation, engine });
  return encodeException(type, { ...members, ...(message === undefined ? {} : { message }) });
}

/** The members of an exception: those of an error's body, or of a stream's last event. */
async function exampleMembers(type: string, { operation, engine }: ExceptionSource): Promise<object> {
  const known = examplesOf(operation.api, operation.name);
  const error = known.find(({ errorType }) => errorType !== undefined && nameInStream(errorType) === type);
  if (error !== undefined) {
    return Object(await engine.body(error));
  }
  const streams = await Promise.all(known.filter(({ status }) => status < 400).map((example) => engine.body(example)));
  const members = streams.flatMap((events) => readAll(events, `/*/${type}`))[0]?.value;
  return Object(members ?? { message: `The stream ends with ${type}.` });
}
