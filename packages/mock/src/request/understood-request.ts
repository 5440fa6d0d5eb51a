import type { FormatDescription } from "@bedrock-contract/validators";
import type { KnownOperation } from "@bedrock-contract/wire";
import type { Parameters } from "./read-parameters.ts";

/** A valid request, understood. */
export interface ExampleRequest {
  readonly operation: KnownOperation;
  /** The API whose examples answer: that of the operation, or the id of the body's format. */
  readonly api: string;
  /** Where things stand in the body and its response; absent where no model is asked. */
  readonly format?: FormatDescription | undefined;
  /** The media type of the response, where the request chooses between two and asks for a stream. */
  readonly mediaType?: string | undefined;
  readonly parameters: Parameters;
  readonly body: unknown;
}
