// What the SDKs of OpenAI and Anthropic can send and receive is described here, too: each member of their types is one of
// ours, or stands in a list of differences with its reason. tsc is the test.
import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import type { GatewayChunk, GatewayRequest, GatewayResponse, MessagesSchemas, ResponsesSchemas } from "./index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Expect<T extends true> = T;

/** The members that an object of ours can have, those of each branch of a union. */
type Members<T> = T extends unknown ? keyof T : never;

/** The members of theirs that are not among ours. */
type Missing<Theirs, Ours> = Exclude<Members<Theirs>, Members<Ours>>;

/** The object of a union that has a type. */
type Of<Union, Type extends string> = Extract<Union, { type: Type }>;

type R = OpenAI.Responses.Response;
type OurRequest = ResponsesSchemas["CreateResponseRequest"];

type OurInput = ResponsesSchemas["ResponseInputItem"];
type OurOutput = GatewayResponse<"CreateResponse">["output"][number];
type OurEvent = GatewayChunk<"CreateResponse">;
type TheirEvent = OpenAI.Responses.ResponseStreamEvent;

/** The literal types of a union; an open type is none. */
type Types<Union> = Union extends { type?: infer Type } ? (string extends Type ? never : NonNullable<Type>) : never;

/** The members of each event that ours lacks, as "event: member". */
type MissingOfEvents = {
  [Type in Types<TheirEvent> & Types<OurEvent> & string]: Missing<
    Of<TheirEvent, Type>,
    Of<OurEvent, Type>
  > extends infer M
    ? M extends string
      ? `${Type}: ${M}`
      : never
    : never;
}[Types<TheirEvent> & Types<OurEvent> & string];

export type Responses = [
  // Members of accounts of OpenAI, for which Bedrock has no place; image: only of OpenAI's models of images.
  Expect<Equal<Missing<OpenAI.Responses.ResponseCreateParams, OurRequest>, "access_programs" | "image">>,
  // The same, and what the SDK tells of OpenAI's own cache.
  Expect<
    Equal<Missing<R, GatewayResponse<"CreateResponse">>, "access_programs" | "image" | "prompt_cache_diagnostics">
  >,
  Expect<Equal<Missing<OpenAI.Responses.ResponseUsage, ResponsesSchemas["ResponseUsage"]>, never>>,
  // What OpenAI says of models that do not do what they should.
  Expect<Equal<Missing<OpenAI.Responses.ResponseError, ResponsesSchemas["ResponseFailure"]>, "misalignment">>,
  Expect<Equal<Missing<OpenAI.Responses.EasyInputMessage, ResponsesSchemas["ResponseInputMessage"]>, never>>,
  Expect<Equal<Missing<OpenAI.Responses.ResponseInputText, ResponsesSchemas["ResponseInputText"]>, never>>,
  Expect<Equal<Missing<OpenAI.Responses.ResponseInputImage, ResponsesSchemas["ResponseInputImage"]>, never>>,
  Expect<Equal<Missing<OpenAI.Responses.ResponseInputFile, ResponsesSchemas["ResponseInputFile"]>, never>>,
  Expect<Equal<Missing<OpenAI.Responses.ResponseOutputMessage, ResponsesSchemas["ResponseOutputMessage"]>, never>>,
  Expect<Equal<Missing<OpenAI.Responses.ResponseOutputText, ResponsesSchemas["ResponseOutputText"]>, never>>,
  Expect<Equal<Missing<OpenAI.Responses.ResponseOutputRefusal, ResponsesSchemas["ResponseRefusal"]>, never>>,
  Expect<Equal<Missing<OpenAI.Responses.ResponseReasoningItem, ResponsesSchemas["ResponseReasoningItem"]>, never>>,
  Expect<Equal<Missing<OpenAI.Responses.ResponseFunctionToolCall, ResponsesSchemas["ResponseFunctionCall"]>, never>>,
  Expect<
    Equal<
      Missing<OpenAI.Responses.ResponseInputItem.FunctionCallOutput, ResponsesSchemas["ResponseFunctionResult"]>,
      never
    >
  >,
  Expect<Equal<Missing<OpenAI.Responses.ResponseCustomToolCall, ResponsesSchemas["ResponseCustomToolCall"]>, never>>,
  Expect<
    Equal<Missing<OpenAI.Responses.ResponseCustomToolCallOutput, ResponsesSchemas["ResponseCustomToolResult"]>, never>
  >,
  Expect<Equal<Missing<OpenAI.Responses.FunctionTool, ResponsesSchemas["ResponseFunctionTool"]>, never>>,
  Expect<Equal<Missing<OpenAI.Responses.CustomTool, ResponsesSchemas["ResponseCustomTool"]>, never>>,
  Expect<Equal<Missing<OpenAI.Responses.ResponseTextConfig, ResponsesSchemas["ResponseTextOptions"]>, never>>,
  Expect<
    Equal<
      Missing<
        OpenAI.Responses.ResponseFormatTextJSONSchemaConfig,
        Of<ResponsesSchemas["ResponseTextFormat"], "json_schema">
      >,
      never
    >
  >,
  Expect<Equal<Missing<OpenAI.Reasoning, ResponsesSchemas["ResponseReasoningOptions"]>, never>>,
  Expect<Equal<Exclude<OpenAI.Responses.ResponseIncludable, ResponsesSchemas["ResponseIncludable"]>, never>>,
  // Of items of tools that OpenAI runs ours have the type alone: Bedrock describes them nowhere.
  Expect<Equal<Exclude<Types<OpenAI.Responses.ResponseInputItem>, Types<OurInput>>, never>>,
  // Results of the caller's tools come back in a list of items only.
  Expect<
    Equal<
      Exclude<Types<OpenAI.Responses.ResponseOutputItem>, Types<OurOutput>>,
      "function_call_output" | "custom_tool_call_output"
    >
  >,
  Expect<Equal<MissingOfEvents, never>>,
  // Events of tools of OpenAI, of sound, and of what the service does to its context: any other event is one of ours.
  Expect<
    Equal<
      Exclude<
        Types<TheirEvent>,
        | Types<OurEvent>
        | `response.${"audio" | "code_interpreter_call" | "code_interpreter_call_code" | "file_search_call" | "web_search_call" | "image_generation_call" | "mcp_call" | "mcp_call_arguments" | "mcp_list_tools" | "shell_call_command" | "shell_call_output_content" | "compaction"}.${string}`
      >,
      never
    >
  >,
];

type OurMessage = GatewayRequest<"CreateMessage">;

export type Messages = [
  // Of Anthropic's own service: its fast mode, and what it tells of its cache.
  Expect<Equal<Missing<Anthropic.MessageCreateParams, OurMessage>, "diagnostics" | "speed">>,
  Expect<Equal<Missing<Anthropic.MessageCountTokensParams, MessagesSchemas["CountMessageTokensRequest"]>, "speed">>,
  // Code runs in containers of Anthropic's own service only.
  Expect<Equal<Missing<Anthropic.Message, GatewayResponse<"CreateMessage">>, "container" | "diagnostics">>,
  Expect<Equal<Missing<Anthropic.MessageTokensCount, GatewayResponse<"CountMessageTokens">>, never>>,
  Expect<Equal<Exclude<Anthropic.RawMessageStreamEvent["type"], Types<GatewayChunk<"CreateMessage">>>, never>>,
];

/** What chats of OpenAI's own models know; gateways and Bedrock tolerate it, and no document of theirs tells of it. */
type ChatOfOpenAI =
  | "audio"
  | "modalities"
  | "prediction"
  | "web_search_options"
  | "moderation"
  | "metadata"
  | "store"
  | "service_tier"
  | "logit_bias"
  | "verbosity"
  | "safety_identifier"
  | "prompt_cache_key"
  | "prompt_cache_options"
  | "prompt_cache_retention"
  // The names of tools and tool_choice before 2023-11.
  | "functions"
  | "function_call";

export type Chat = [
  Expect<Equal<Missing<OpenAI.ChatCompletionCreateParams, GatewayRequest<"CreateChatCompletion">>, ChatOfOpenAI>>,
  Expect<Equal<Missing<OpenAI.ChatCompletion, GatewayResponse<"CreateChatCompletion">>, "metadata" | "moderation">>,
  Expect<
    Equal<
      Missing<OpenAI.ChatCompletionChunk, Extract<GatewayChunk<"CreateChatCompletion">, { choices: unknown }>>,
      "moderation"
    >
  >,
];
