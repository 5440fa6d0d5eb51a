import type { FormatId, InvokeRequest, InvokeResponse } from "./formats.ts";
import type { components } from "./gen/batch.ts";

type Records = components["schemas"];

/** One line of an input file of `CreateModelInvocationJob`; with a format, its model input is a body of the format. */
export type BatchInputRecord<Format extends FormatId = never> = [Format] extends [never]
  ? Records["BatchInputRecord"]
  : Omit<Records["BatchInputRecord"], "modelInput"> & { modelInput: InvokeRequest<Format> };

/** One line of an output file: `modelOutput`, or `error` in its place. */
export type BatchOutputRecord<Format extends FormatId = never> = [Format] extends [never]
  ? Records["BatchOutputRecord"]
  : Omit<Records["BatchOutputRecord"], "modelInput" | "modelOutput"> & {
      modelInput: InvokeRequest<Format>;
      modelOutput?: InvokeResponse<Format> | null;
    };

/** One line of an input file of OpenAI's batches: a chat, `GatewayRequest<"CreateChatCompletion">`. */
export type OpenAIBatchInput = Records["OpenAIBatchInput"];

/** One line of an output file of OpenAI's batches: the response to the chat, or an error. */
export type OpenAIBatchOutput = Records["OpenAIBatchOutput"];
