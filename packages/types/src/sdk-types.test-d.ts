// What the SDKs of OpenAI and Anthropic can send and receive is described here, too: each member of their types is one of
// ours, or stands in a list of differences with its reason. tsc is the test.
import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import type {
  GatewayChunk,
  GatewayParameters,
  GatewayRequest,
  GatewayResponse,
  GatewaySchemas,
  MessagesSchemas,
  ResponsesSchemas,
} from "./index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Expect<T extends true> = T;

/** The members that an object of ours can have, those of each branch of a union. */
type Members<T> = T extends unknown ? keyof T : never;

/** The members of theirs that are not among ours. */
type Missing<Theirs, Ours> = Exclude<Members<Theirs>, Members<Ours>>;

/** The objects of a union that can have a type. */
type Of<Union, Type extends string> = Union extends { type?: infer Own } ? (Type extends Own ? Union : never) : never;

type R = OpenAI.Responses.Response;
type OurRequest = ResponsesSchemas["CreateResponseRequest"];

type OurInput = ResponsesSchemas["ResponseInputItem"];
type OurOutput = GatewayResponse<"CreateResponse">["output"][number];
type OurEvent = GatewayChunk<"CreateResponse">;
type TheirEvent = OpenAI.Responses.ResponseStreamEvent;

/** The literal types of a union; an open type is none. */
type Types<Union> = Union extends { type?: infer Type } ? (string extends Type ? never : NonNullable<Type>) : never;

/** The members that ours lacks of each type that both have, as "type: member". */
type MissingByType<Theirs, Ours> = {
  [Type in Types<Theirs> & Types<Ours> & string]: `${Type}: ${Missing<Of<Theirs, Type>, Of<Ours, Type>> & string}`;
}[Types<Theirs> & Types<Ours> & string];

/** The types that ours lacks. */
type MissingTypes<Theirs, Ours> = Exclude<Types<Theirs>, Types<Ours>>;

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
  Expect<Equal<MissingByType<TheirEvent, OurEvent>, never>>,
  // A stored response is read as it is: no document of Bedrock's tells of a stream of it.
  Expect<
    Equal<
      Missing<OpenAI.Responses.ResponseRetrieveParams, GatewayParameters<"GetResponse">>,
      "include" | "include_obfuscation" | "starting_after" | "stream"
    >
  >,
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
type S = MessagesSchemas;
type OurParts = S["AnthropicMessagesMessage"] extends infer Message
  ? Message extends { content: infer Content }
    ? Extract<Content, readonly unknown[]>[number]
    : never
  : never;
type TheirSources = Anthropic.DocumentBlockParam["source"] | Anthropic.ImageBlockParam["source"];

/** Results of tools that Anthropic runs, and Bedrock does not: web search, web fetch, code. */
type ResultsOfAnthropic =
  | `${"web_search" | "web_fetch" | "code_execution" | "bash_code_execution" | "text_editor_code_execution"}_tool_result`
  | "container_upload";

export type Messages = [
  // Of Anthropic's own service: its fast mode, and what it tells of its cache.
  Expect<Equal<Missing<Anthropic.MessageCreateParams, OurMessage>, "diagnostics" | "speed">>,
  Expect<Equal<Missing<Anthropic.MessageCountTokensParams, MessagesSchemas["CountMessageTokensRequest"]>, "speed">>,
  // Code runs in containers of Anthropic's own service only.
  Expect<Equal<Missing<Anthropic.Message, GatewayResponse<"CreateMessage">>, "container" | "diagnostics">>,
  Expect<Equal<Missing<Anthropic.MessageTokensCount, GatewayResponse<"CountMessageTokens">>, never>>,
  Expect<Equal<Exclude<Anthropic.RawMessageStreamEvent["type"], Types<GatewayChunk<"CreateMessage">>>, never>>,
  Expect<Equal<MissingTypes<Anthropic.ContentBlockParam, OurParts>, ResultsOfAnthropic>>,
  // Of tools that come in sets, of code that calls tools, and of images that Anthropic makes smaller itself.
  Expect<
    Equal<
      MissingByType<Anthropic.ContentBlockParam, OurParts>,
      | `tool_use: ${"toolset_name" | "caller"}`
      | "tool_result: toolset_name"
      | "server_tool_use: caller"
      | "image: transformations"
    >
  >,
  // Bedrock takes what stands in the request itself.
  Expect<Equal<MissingTypes<TheirSources, S["AnthropicMessagesDocumentSource"]>, "url" | "file">>,
  Expect<Equal<MissingTypes<Anthropic.ContentBlock, S["AnthropicMessagesContentBlock"]>, ResultsOfAnthropic>>,
  Expect<Equal<MissingByType<Anthropic.ContentBlock, S["AnthropicMessagesContentBlock"]>, "tool_use: toolset_name">>,
  Expect<Equal<MissingTypes<Anthropic.TextCitation, S["AnthropicMessagesCitation"]>, "web_search_result_location">>,
  Expect<Equal<MissingByType<Anthropic.TextCitation, S["AnthropicMessagesCitation"]>, never>>,
  // Tools that Anthropic runs, and sets of tools.
  Expect<
    Equal<
      Exclude<
        Types<Anthropic.ToolUnion>,
        | Types<S["AnthropicMessagesTool"]>
        | `${"web_search" | "web_fetch" | "code_execution" | "browser_toolset" | "computer_toolset"}_${number}`
      >,
      never
    >
  >,
  // Of code that calls tools; examples and strictness AWS describes of the caller's own tools only.
  Expect<
    Equal<
      Exclude<
        MissingByType<Anthropic.ToolUnion, S["AnthropicMessagesTool"]>,
        `${string}: ${"allowed_callers" | "input_examples" | "strict"}`
      >,
      never
    >
  >,
  Expect<Equal<Missing<Anthropic.Tool, S["AnthropicMessagesCustomTool"]>, "allowed_callers">>,
  Expect<Equal<MissingTypes<Anthropic.ToolChoice, S["AnthropicMessagesToolChoice"]>, never>>,
  Expect<Equal<MissingByType<Anthropic.ToolChoice, S["AnthropicMessagesToolChoice"]>, never>>,
  Expect<Equal<MissingTypes<Anthropic.ThinkingConfigParam, S["AnthropicMessagesThinking"]>, never>>,
  Expect<Equal<MissingByType<Anthropic.ThinkingConfigParam, S["AnthropicMessagesThinking"]>, never>>,
  Expect<Equal<Missing<Anthropic.OutputConfig, NonNullable<OurMessage["output_config"]>>, never>>,
  Expect<Equal<Missing<Anthropic.CacheControlEphemeral, NonNullable<S["AnthropicMessagesCacheControl"]>>, never>>,
  Expect<Equal<MissingTypes<Anthropic.RawContentBlockDelta, S["AnthropicMessagesDelta"]>, never>>,
  Expect<Equal<MissingByType<Anthropic.RawContentBlockDelta, S["AnthropicMessagesDelta"]>, never>>,
  Expect<Equal<MissingByType<Anthropic.RawMessageStreamEvent, GatewayChunk<"CreateMessage">>, never>>,
  Expect<Equal<Exclude<Anthropic.StopReason, S["AnthropicMessagesStopReason"]>, never>>,
  // Where Anthropic's own service answered, and what its tools cost.
  Expect<Equal<Missing<Anthropic.Usage, S["AnthropicMessagesUsage"]>, "inference_geo" | "server_tool_use" | "speed">>,
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

type G = GatewaySchemas;

export type Chat = [
  Expect<Equal<Missing<OpenAI.ChatCompletionCreateParams, GatewayRequest<"CreateChatCompletion">>, ChatOfOpenAI>>,
  Expect<Equal<Missing<OpenAI.ChatCompletion, GatewayResponse<"CreateChatCompletion">>, "metadata" | "moderation">>,
  Expect<
    Equal<
      Missing<OpenAI.ChatCompletionChunk, Extract<GatewayChunk<"CreateChatCompletion">, { choices: unknown }>>,
      "moderation"
    >
  >,
  // Sound, and the names of calls before 2023-11.
  Expect<Equal<Missing<OpenAI.ChatCompletionMessageParam, G["ChatMessage"]>, "audio" | "function_call" | "refusal">>,
  Expect<
    Equal<Missing<OpenAI.ChatCompletionMessage, G["ChatResponseMessage"]>, "annotations" | "audio" | "function_call">
  >,
  Expect<Equal<Missing<OpenAI.ChatCompletionCustomTool, G["ChatCustomTool"]>, never>>,
  Expect<Equal<Missing<OpenAI.ChatCompletionCustomTool.Custom, G["ChatCustomTool"]["custom"]>, never>>,
  Expect<Equal<Missing<OpenAI.ChatCompletionMessageCustomToolCall, G["ChatCustomToolCall"]>, never>>,
  Expect<Equal<Missing<OpenAI.ChatCompletion.Choice, G["ChatChoice"]>, never>>,
  Expect<Equal<Missing<OpenAI.ChatCompletionChunk.Choice, G["ChatChunkChoice"]>, never>>,
  Expect<Equal<Missing<OpenAI.ChatCompletionChunk.Choice.Delta, G["ChatDelta"]>, "audio" | "function_call">>,
  Expect<Equal<Missing<OpenAI.CompletionUsage, G["ChatUsage"]>, never>>,
  Expect<Equal<Missing<OpenAI.EmbeddingCreateParams, G["EmbeddingRequest"]>, never>>,
  // When a model of OpenAI's ends.
  Expect<Equal<Missing<OpenAI.Model, G["Model"]>, "shutdown_date">>,
];
