import type { MockFaults } from "@bedrock-contract/types";
import { conversations, readPointer, streamOf, tokenPlacesOf } from "@bedrock-contract/validators";
import type { Clock } from "../clock.ts";
import { tokensOf } from "../generate/tokens.ts";
import { Refusal } from "../http/refusal.ts";
import { describedFormat } from "../request/described-format.ts";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import { waitFor } from "./delay.ts";

/** Faults that apply to all requests. */
export interface Faults {
  set(faults: MockFaults): void;
  /** Throws where the quota of a model is used up. */
  admit(request: ReceivedMockRequest): void;
  /** Counts what a response has cost. */
  count(request: ReceivedMockRequest, answer: unknown): void;
  wait(): Promise<void>;
  /** How many resources there can be, by the codes of AWS's quotas. */
  quotas(): MockFaults["quotas"];
}

const MINUTE = 60_000;

/** Faults by the time of a clock, none at first. */
export function createFaults(clock: Clock, initial: MockFaults = {}): Faults {
  let faults = initial;
  /** What each model has used in its minute. */
  const used = new Map<string, { readonly until: number; tokens: number }>();
  const minuteOf = (modelId: string) => {
    const known = used.get(modelId);
    const minute =
      known !== undefined && known.until > clock.now() ? known : { until: clock.now() + MINUTE, tokens: 0 };
    used.set(modelId, minute);
    return minute;
  };
  return {
    set: (next) => {
      faults = next;
      used.clear();
    },
    admit: ({ modelId }) => {
      const { tokensPerMinute, retryAfterSeconds } = faults;
      if (tokensPerMinute === undefined || modelId === undefined || minuteOf(modelId).tokens < tokensPerMinute) {
        return;
      }
      const { errorType, status, message } = Refusal.inWords("too-many-tokens");
      const headers = retryAfterSeconds === undefined ? undefined : { "retry-after": String(retryAfterSeconds) };
      throw new Refusal(errorType, status, message, headers && { headers });
    },
    count: (request, answer) => {
      if (faults.tokensPerMinute !== undefined && request.modelId !== undefined) {
        minuteOf(request.modelId).tokens += costOf(request, answer);
      }
    },
    wait: () => waitFor(faults.latencyMs),
    quotas: () => faults.quotas,
  };
}

/** The tokens that a response counts; where it counts none, those of the texts of request and response. */
function costOf(request: ReceivedMockRequest, answer: unknown): number {
  const parts = Array.isArray(answer) ? answer : [answer];
  const numbersAt = (place: string | undefined): readonly number[] =>
    parts.map((part) => readPointer(part, place)).filter((value) => typeof value === "number");
  const counts = countPlaces(request).map((places) => places.flatMap(numbersAt).at(-1) ?? 0);
  const told = counts.reduce((sum, count) => sum + count, 0);
  return told > 0 ? told : tokensOf(`${JSON.stringify(request.body)}${JSON.stringify(answer)}`).length;
}

/** Where responses count the tokens of the prompt, and their own: in one body, and in an event of a stream. */
function countPlaces({
  operation = "",
  format: id,
}: ReceivedMockRequest): readonly (readonly (string | undefined)[])[] {
  const known: Partial<Record<string, (typeof conversations)["Converse"]>> = conversations;
  const conversation = known[operation];
  if (conversation !== undefined) {
    const { inputTokens, outputTokens } = conversation.response;
    return [inputTokens, outputTokens].map((place) => [place, `${conversation.stream.result}${place}`]);
  }
  const format = describedFormat(id);
  const whole = format === undefined ? {} : tokenPlacesOf(format);
  const stream = streamOf(format);
  return [
    [whole.inputTokens, stream?.inputTokens],
    [whole.outputTokens, stream?.outputTokens],
  ];
}
