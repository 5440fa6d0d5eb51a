import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { FormatModel, SpecModel } from "../model/spec-model.ts";
import { isSchema } from "../schema/json-schema.ts";
import { memberNames } from "../schema/members-at.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/**
 * `packages/validators/src/gen/formats.ts`: what each format's spec says under `x-bedrock-format`, and the members of
 * its requests.
 */
export function emitFormatsTable(files: SpecFiles, model: SpecModel): string {
  return `${header(SPECS_FOLDER)}import type { FormatDescription } from "../format-description.ts";

/** The formats, in the order of the specs. */
export const formats: readonly FormatDescription[] = ${literal(model.formats.map((format) => formatData(files, format)))};
`;
}

function formatData(files: SpecFiles, { format, request }: FormatModel): unknown {
  const requestMembers = request ? [...memberNames(files, request)] : [];
  return { ...(isSchema(format?.value) ? format.value : {}), requestMembers };
}
