import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { FormatModel, SpecModel } from "../model/spec-model.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `packages/validators/src/gen/formats.ts`: what each format's spec says under `x-bedrock-format`. */
export function emitFormatsTable(model: SpecModel): string {
  return `${header(SPECS_FOLDER)}import type { FormatDescription } from "../format-description.ts";

/** The formats, in the order of the specs. */
export const formats: readonly FormatDescription[] = ${literal(model.formats.map(formatData))};
`;
}

function formatData(format: FormatModel): unknown {
  return format.format?.value;
}
