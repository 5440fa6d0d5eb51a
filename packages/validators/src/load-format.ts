import type { DescribedFormat } from "./format-description.ts";
import { descriptionLoaders, formatLoaders } from "./gen/loaders/formats.ts";
import { loadOnce } from "./load-once.ts";
import type { FormatId, FormatValidators } from "./types.ts";

/** Whether a string is the id of a format that the specs describe. */
export function isFormatId(id: string): id is FormatId {
  return Object.hasOwn(formatLoaders, id);
}

/** Loads the validators of a format when they are needed, by the format's id. */
export function loadFormat<Format extends FormatId>(format: Format): Promise<FormatValidators<Format>> {
  return loadOnce(formatLoaders[format]);
}

/** Loads what the spec of a format says about it as a whole when it is needed, by the format's id. */
export function loadDescription<Format extends FormatId>(format: Format): Promise<DescribedFormat<Format>> {
  return loadOnce(descriptionLoaders[format]);
}
