import { loadOperation } from "@bedrock-contract/validators";
import { encodeException, type KnownOperation } from "@bedrock-contract/wire";
import type { MockExample, StreamException } from "../example.ts";
import type { Engine } from "../examples/prism-engine.ts";
import { examplesOf } from "../examples/read-examples.ts";
import type { StreamFrames } from "../examples/stream-frames.ts";
import { invalid } from "../http/refusal.ts";
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
  const known = await streamExceptions(operation, engine);
  const exception = known.find((each) => each.type === type);
  if (exception === undefined) {
    const names = known.map((each) => each.type).join(", ");
    throw invalid(`The stream of ${operation.name} has no exception ${type}; it has: ${names || "none"}.`);
  }
  const members = { ...exception.members, ...(message === undefined ? {} : { message }) };
  return encodeException(exception.type, members);
}

/** The exceptions that the spec has an example of, as far as its union of a stream's events admits them. */
async function streamExceptions(operation: KnownOperation, engine: Engine): Promise<readonly StreamException[]> {
  const { response } = await loadOperation(operation.name);
  const errors = examplesOf(operation.api, operation.name);
  const exceptions = await Promise.all(errors.flatMap((example) => asStreamException(example, engine)));
  return exceptions.filter(({ type, members }) => response.is([{ [type]: members }]));
}

/** In a stream the name of an exception begins with a lower-case letter. */
function asStreamException(example: MockExample, engine: Engine): readonly Promise<StreamException>[] {
  const { errorType } = example;
  return errorType === undefined
    ? []
    : [
        engine.body(example).then((body) => ({
          type: errorType.charAt(0).toLowerCase() + errorType.slice(1),
          members: Object(body),
        })),
      ];
}
