import type { Equal, Expect, ExpectNot, IsVague } from "./expect.test-d.ts";
import type { FormatId, InvokeChunk, InvokeRequest, InvokeResponse } from "./index.ts";

/** Ids of the formats for which a type says nothing. */
type VagueRequests = { [Id in FormatId]: IsVague<InvokeRequest<Id>> extends true ? Id : never }[FormatId];
type VagueChunks = {
  // A format without a stream has no chunk: its type is `never`.
  [Id in FormatId]: [InvokeChunk<Id>] extends [never] ? never : IsVague<InvokeChunk<Id>> extends true ? Id : never;
}[FormatId];
type VagueResponses = { [Id in FormatId]: IsVague<InvokeResponse<Id>> extends true ? Id : never }[FormatId];

export type Claims = [
  // No body degrades to `any` or `unknown`.
  Expect<Equal<VagueRequests, never>>,
  Expect<Equal<VagueResponses, never>>,
  Expect<Equal<VagueChunks, never>>,
  // A detector that detects nothing would let all of the above pass.
  Expect<IsVague<unknown>>,
  Expect<IsVague<{ a: 1 } | unknown>>,
  ExpectNot<IsVague<{ a: 1 }>>,
  Expect<"bedrock-completion" extends FormatId ? true : false>,
  Expect<Equal<InvokeRequest<"bedrock-completion">["prompt"], string>>,
  Expect<Equal<InvokeRequest<"bedrock-completion">["max_gen_len"], number | null | undefined>>,
  Expect<Equal<InvokeResponse<"bedrock-completion">["generation"], string>>,
  Expect<Equal<InvokeChunk<"bedrock-completion">["prompt_token_count"], number | null | undefined>>,
  ExpectNot<IsVague<InvokeRequest<"openai-chat-completion">["messages"][number]>>,
  Expect<Equal<InvokeRequest<"claude-text-completion">["max_tokens_to_sample"], number>>,
];

// An open enum offers its known values and takes others.
export const stopped: NonNullable<InvokeResponse<"bedrock-completion">["stop_reason"]> = "stop";
export const stoppedOtherwise: NonNullable<InvokeResponse<"bedrock-completion">["stop_reason"]> = "other";

export const request: InvokeRequest<"bedrock-completion"> = { prompt: "Hello" };

// @ts-expect-error prompt is required.
export const withoutPrompt: InvokeRequest<"bedrock-completion"> = { max_gen_len: 1 };

// @ts-expect-error prompt is a string.
export const wrongPrompt: InvokeRequest<"bedrock-completion"> = { prompt: 1 };

// @ts-expect-error there is no such role.
export const wrongRole: InvokeRequest<"openai-chat-completion"> = { messages: [{ role: "robot", content: "Hello" }] };

// @ts-expect-error there is no such format.
export type Unknown = InvokeRequest<"no-such-format">;

/** Every format has chunks, or never. */
export type Chunks = { [Id in FormatId]: InvokeChunk<Id> };
