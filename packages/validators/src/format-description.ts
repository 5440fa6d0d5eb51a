import type { FormatDescription as Described } from "./gen/format-description.ts";
import type { FormatId } from "./types.ts";

/**
 * What the spec of a format says about it as a whole, beside the schemas of its bodies: which requests are of it, what it
 * offers, where things stand in its bodies, how its chunks fold into an answer.
 */
export interface FormatDescription extends Described {
  readonly id: FormatId;
}

export type {
  ConversationDescription,
  FormatFeatures,
  FormatFoldRule,
  FormatRequest,
  FormatResponse,
  FormatRouting,
  FormatStream,
  SseStreamDescription,
} from "./gen/format-description.ts";
