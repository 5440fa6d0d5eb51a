import { MODEL_IDS_FILE } from "../assemble/model-ids.ts";
import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { FormatModel, SpecModel } from "../model/spec-model.ts";
import { isSchema } from "../schema/json-schema.ts";
import { memberNames } from "../schema/members-at.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { children, rootOf } from "../source/spec-node.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/**
 * `packages/validators/src/gen/formats.ts`: of each format what tells which requests are of it, and no more, because
 * everything loads it. What formats share is written once.
 */
export function emitFormatList(files: SpecFiles, { formats }: SpecModel): string {
  const patterns = namedPatterns(files);
  const claimed = new Set(formats.flatMap((format) => routingOf(format).flatMap(claimedMembers)));
  const entries = formats.map((format) => {
    const { kind, lifecycle } = descriptionOf(format);
    const routing = routingOf(format).map(([name, value]) =>
      name === "modelIds" ? `modelIds: ${listSource(value, patterns)}` : `${name}: ${literal(value)}`,
    );
    const takes = format.request ? [...memberNames(files, format.request)].filter((name) => claimed.has(name)) : [];
    return `  {
    id: "${format.id}",
    kind: ${literal(kind)},
    routing: { ${routing.join(", ")} },
    takes: ${literal(takes)},
${lifecycle === undefined ? "" : `    lifecycle: ${literal(lifecycle)},\n`}  },
`;
  });
  return `${header(SPECS_FOLDER)}import type { ListedFormat } from "../format-description.ts";

${patterns.map(({ declaration }) => declaration).join("")}
/** The formats, in the order of the specs. */
export const formats: readonly ListedFormat[] = [
${entries.join("")}];
`;
}

function descriptionOf({ format }: FormatModel): Readonly<Record<string, unknown>> {
  return isSchema(format?.value) ? format.value : {};
}

function routingOf(format: FormatModel): readonly (readonly [string, unknown])[] {
  return Object.entries(Object(descriptionOf(format).routing));
}

/** The members that requests of a format go by. */
function claimedMembers([name, value]: readonly [string, unknown]): readonly unknown[] {
  return name === "members" && Array.isArray(value) ? value : [];
}

/** A pattern of model ids that several formats have, and how it is written once. */
interface NamedPattern {
  readonly declaration: string;
  /** What stands for a whole pattern that is this one; undefined for others. */
  readonly sourceOf: (whole: string) => string | undefined;
}

function namedPatterns(files: SpecFiles): readonly NamedPattern[] {
  const file = files.read(MODEL_IDS_FILE);
  return (file ? children(rootOf(file)) : []).map(([id, node]) => {
    const name = id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const pattern = String(isSchema(node.value) && node.value.pattern);
    const [before = "", after] = pattern.split("{model}");
    if (after === undefined) {
      const declaration = `const ${name} = ${literal(pattern)};\n`;
      return { declaration, sourceOf: (whole) => (whole === pattern ? name : undefined) };
    }
    const [start, end] = [`${before}(?:`, `)${after}`];
    return {
      declaration: `const ${name} = (model: string): string => ${literal(start)} + model + ${literal(end)};\n`,
      sourceOf: (whole) =>
        whole.startsWith(start) && whole.endsWith(end)
          ? `${name}(${literal(whole.slice(start.length, -end.length))})`
          : undefined,
    };
  });
}

function listSource(value: unknown, patterns: readonly NamedPattern[]): string {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const sources = items.map(
    (item) => patterns.map(({ sourceOf }) => sourceOf(String(item))).find((source) => source) ?? literal(item),
  );
  return `[${sources.join(", ")}]`;
}
