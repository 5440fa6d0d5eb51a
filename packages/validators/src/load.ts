import type { DescribedFormat } from "./format-description.ts";
import { descriptionLoaders, formatLoaders, operationLoaders } from "./gen/loaders.ts";
import type { FormatId, FormatValidators, OperationName, OperationValidators } from "./types.ts";

/** Loads the validators of an operation when they are needed, by the operation's name. */
export function loadOperation<Name extends OperationName>(name: Name): Promise<OperationValidators<Name>> {
  return operationLoaders[name]();
}

/** Loads the validators of a format when they are needed, by the format's id. */
export function loadFormat<Format extends FormatId>(format: Format): Promise<FormatValidators<Format>> {
  return formatLoaders[format]();
}

/** Loads what the spec of a format says about it as a whole when it is needed, by the format's id. */
export function loadDescription<Format extends FormatId>(format: Format): Promise<DescribedFormat<Format>> {
  return descriptionLoaders[format]();
}
