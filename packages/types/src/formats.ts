import type { FormatBodies } from "./gen/formats.ts";

/** Id of a format: `bedrock-completion`, `openai-chat-completion`, …. */
export type FormatId = keyof FormatBodies;

/**
 * The body that `InvokeModel` takes in a format; of an asynchronous one the `modelInput` of `StartAsyncInvoke`, of one
 * for speech the events that the client streams.
 */
export type InvokeRequest<Format extends FormatId> = FormatBodies[Format]["request"];

/** The body of the response to it; of a format for speech the events that the model streams. */
export type InvokeResponse<Format extends FormatId> = FormatBodies[Format]["response"];

/** One decoded piece of a streamed response in a format; `never` where the format has no stream. */
export type InvokeChunk<Format extends FormatId> = FormatBodies[Format]["chunk"];

/** Id of a format of `InvokeModel`. Those of `FormatId` besides are asynchronous, or for speech. */
export type { InvokeFormatId } from "./gen/formats.ts";
