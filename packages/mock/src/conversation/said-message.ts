import type { ConversationDescription } from "@bedrock-contract/validators";
import { type Said, saidReasoning } from "../generate/said.ts";
import { hashOf, tokensOf } from "../generate/tokens.ts";
import { invalid } from "../http/refusal.ts";
import type { Block, CallBlock, Message } from "./message.ts";
import { callId } from "./plan-message.ts";

/** The message that says this. Throws a ValidationException for a stop reason that conversations do not have. */
export function saidMessage(said: Said, { stopReasons }: ConversationDescription): Message {
  const { text, pieces, calls, reasoning, stopReason } = said;
  const known = [...new Set([...Object.values(stopReasons), ...Object.keys(stopReasons)])];
  if (!known.includes(stopReason)) {
    throw invalid(
      `The response that a test has set ends with ${stopReason}, which is not a stop reason; there are ${known.join(", ")}.`,
    );
  }
  const blocks: readonly Block[] = [
    ...(reasoning === undefined ? [] : [{ kind: "reasoning", ...saidReasoning(reasoning) } as const]),
    ...(text === "" && calls.length > 0 ? [] : [{ kind: "text", tokens: tokensOf(text), pieces } as const]),
    ...calls.map(
      ({ name, input, id }, index): CallBlock => ({
        kind: "call",
        id: id ?? callId([name, input, index, hashOf(said)]),
        name,
        tokens: tokensOf(JSON.stringify(input)),
      }),
    ),
  ];
  return { blocks, stop: stopReason, stopSequence: undefined };
}
