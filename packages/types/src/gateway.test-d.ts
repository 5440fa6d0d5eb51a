import type { Equal, Expect, ExpectNot, IsVague } from "./expect.test-d.ts";
import type {
  GatewayChunk,
  GatewayError,
  GatewayOperation,
  GatewayParameters,
  GatewayPaths,
  GatewayRequest,
  GatewayResponse,
  GatewaySchemas,
  OperationChunk,
  OperationError,
  OperationResponse,
} from "./index.ts";

/** Names of the operations, or schemas, for which a type says nothing. */
type VagueResponses = {
  [Name in GatewayOperation]: IsVague<GatewayResponse<Name>> extends true ? Name : never;
}[GatewayOperation];
type VagueErrors = {
  [Name in GatewayOperation]: IsVague<GatewayError<Name>> extends true ? Name : never;
}[GatewayOperation];
type VagueSchemas = {
  [Name in keyof GatewaySchemas]: IsVague<GatewaySchemas[Name]> extends true ? Name : never;
}[keyof GatewaySchemas];

type Chunk = Extract<GatewayChunk<"CreateChatCompletion">, { choices: unknown }>;

export type Claims = [
  Expect<Equal<VagueResponses, never>>,
  Expect<Equal<VagueErrors, never>>,
  Expect<Equal<VagueSchemas, never>>,
  Expect<Equal<GatewayOperation<"gateway">, "ListModels" | "GetModel" | "CreateEmbedding" | "CreateChatCompletion">>,
  Expect<Equal<GatewayParameters<"GetModel">, { id: string }>>,
  Expect<Equal<GatewayRequest<"ListModels">, never>>,
  Expect<Equal<GatewayRequest<"CreateChatCompletion">["model"], string | undefined>>,
  Expect<Equal<GatewayResponse<"CreateEmbedding">["data"][number]["embedding"], number[] | string>>,
  // The body and the chunks of one operation are told apart.
  Expect<Equal<GatewayResponse<"CreateChatCompletion">["object"], "chat.completion">>,
  Expect<Equal<Chunk["object"], "chat.completion.chunk">>,
  ExpectNot<IsVague<Chunk["choices"][number]["delta"]>>,
  Expect<Equal<GatewayChunk<"CreateEmbedding">, never>>,
  Expect<Equal<GatewayError<"ListModels">, GatewaySchemas["GatewayError"]>>,
  Expect<Equal<OperationResponse<"ListModels">, GatewayResponse<"ListModels">>>,
  Expect<Equal<OperationChunk<"CreateChatCompletion">, GatewayChunk<"CreateChatCompletion">>>,
  Expect<Equal<OperationError<"InvokeModel">, never>>,
  ExpectNot<IsVague<GatewayPaths["/chat/completions"]["post"]>>,
];

export const request: GatewayRequest<"CreateChatCompletion"> = {
  model: "anthropic.claude-3-sonnet-20240229-v1:0",
  messages: [
    { role: "user", content: [{ type: "image_url", image_url: { url: "https://example.org/image.png" } }] },
    { role: "tool", content: "{}", tool_call_id: "0" },
  ],
  reasoning_effort: "low",
  max_completion_tokens: 4096,
  tool_choice: "auto",
  stream: true,
  stream_options: { include_usage: true },
};

// @ts-expect-error there is no such role.
export const wrongRole: GatewaySchemas["ChatMessage"] = { role: "robot", content: "Hello" };

// @ts-expect-error an error is told in one of two shapes.
export const wrongError: GatewayError<"ListModels"> = { message: "No." };
