import { detectFormat, type FormatDescription, formats, possibleFormats, streamOf } from "@bedrock-contract/validators";
import { EVENT_STREAM_MEDIA_TYPE, type Operation } from "@bedrock-contract/wire";
import { invalid } from "../http/refusal.ts";
import { malformedInput } from "./read-json.ts";

/** Refuses a model that no format of the specs knows, as Bedrock refuses an unknown model: with 400, not 404. */
export function refuseUnknownModel(modelId: string): void {
  if (possibleFormats(modelId).length === 0) {
    throw invalid("The provided model identifier is invalid.");
  }
}

/**
 * The format of a body for a model. Throws for a model that no format knows, for a body that no format of the model
 * admits, and for a stream of a format that has none.
 */
export function locateFormat(operation: Operation, modelId: string, body: unknown): FormatDescription {
  refuseUnknownModel(modelId);
  const id = detectFormat(modelId, body);
  const format = formats.find((each) => each.id === id);
  if (format === undefined) {
    throw malformedInput(`the body has none of the formats that the specs describe for ${modelId}`);
  }
  if (operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE && streamOf(format) === undefined) {
    throw invalid(`The model ${modelId} does not stream bodies of the format ${format.name}.`);
  }
  return format;
}
