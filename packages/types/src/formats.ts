import type { FormatBodies } from "./gen/formats.ts";

/** Id of a format: `bedrock-completion`, `openai-chat-completion`, …. */
export type FormatId = keyof FormatBodies;

/** The body that `InvokeModel` takes in a format. */
export type InvokeRequest<Format extends FormatId> = FormatBodies[Format]["request"];

/** The body that `InvokeModel` answers with in a format. */
export type InvokeResponse<Format extends FormatId> = FormatBodies[Format]["response"];

/** One decoded piece of a streamed response in a format; `never` where the format has no stream. */
export type InvokeChunk<Format extends FormatId> = FormatBodies[Format]["chunk"];
