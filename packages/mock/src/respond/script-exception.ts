import { encodeException, type KnownOperation } from "@bedrock-contract/wire";
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
export function scriptException(
  { chunks }: StreamFrames,
  wanted: WantedException,
  operation: KnownOperation,
): StreamFrames {
  return { chunks: chunks.slice(0, placeOf(wanted)), exceptions: [exceptionFrame(wanted, operation)] };
}

/** After how many chunks an exception comes. */
export function placeOf({ after = DEFAULT_AFTER }: WantedException): number {
  return after;
}

/** The frame of an exception, with the members of the spec's example of it. */
export function exceptionFrame(
  { streamException: type = "", message }: WantedException,
  operation: KnownOperation,
): Uint8Array {
  const known = exceptionNames(operation);
  if (!known.includes(type)) {
    throw invalid(`The stream of ${operation.name} has no exception ${type}; it has: ${known.join(", ") || "none"}.`);
  }
  const members = exampleMembers(type, operation);
  return encodeException(type, { ...members, ...(message === undefined ? {} : { message }) });
}

/** The members of an exception: those of an error's body, or of a stream's last event. */
function exampleMembers(type: string, operation: KnownOperation): object {
  const known = examplesOf(operation.api, operation.name);
  const error = known.find(({ errorType }) => errorType !== undefined && nameInStream(errorType) === type);
  if (error !== undefined) {
    return Object(error.response);
  }
  const stream = known.find(({ streamException }) => streamException?.type === type);
  return stream?.streamException?.members ?? { message: `The stream ends with ${type}.` };
}
