import { isDeepStrictEqual } from "node:util";
import type { FormatModel, SpecModel } from "../model/spec-model.ts";
import { isSchema } from "../schema/json-schema.ts";
import { VALIDATORS_FOLDER } from "./code-imports.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";
import type { TextFile } from "./types.ts";

/** What the list of formats says, which everything has loaded. */
const LISTED: ReadonlySet<string> = new Set(["routing", "lifecycle"]);

/**
 * `gen/descriptions/<id>.ts` of the validators: what the spec of a format says about it as a whole. What the format
 * that it extends says too stands there.
 */
export function emitDescription({ formats }: SpecModel, format: FormatModel): TextFile {
  const base = formats.find(({ id }) => id === format.base);
  const taken = new Map(base ? membersOf(base) : []);
  const all = new Map(membersOf(format));
  const own = [...all].filter(([name, value]) => !isDeepStrictEqual(taken.get(name), value));
  const text = `${header(format.source)}import type { DescribedFormat } from "../../format-description.ts";
${base ? baseSource(base, { taken, all }) : ""}
/** What the spec of ${format.id} says about it as a whole. */
export const description: DescribedFormat<"${format.id}", ${literal(all.get("kind"))}> = {
${base ? "  ...base,\n" : ""}${own.map(([name, value]) => `  ${name}: ${literal(value, { indent: "  " })},\n`).join("")}};
`;
  return [`${VALIDATORS_FOLDER}/descriptions/${format.id}.ts`, text];
}

type Members = ReadonlyMap<string, unknown>;

/** The description of the extended format, without what the extending one has none of. */
function baseSource({ id }: FormatModel, { taken, all }: { readonly taken: Members; readonly all: Members }): string {
  const file = `"./${id}.ts"`;
  const left = [...taken.keys()].filter((name) => !all.has(name));
  if (left.length === 0) return `import { description as base } from ${file};\n`;
  const names = left.map((name) => `${name}: _${name}`).join(", ");
  return `import { description as extended } from ${file};\n\nconst { ${names}, ...base } = extended;\n`;
}

function membersOf({ format }: FormatModel): readonly (readonly [string, unknown])[] {
  return Object.entries(isSchema(format?.value) ? format.value : {}).filter(([name]) => !LISTED.has(name));
}
