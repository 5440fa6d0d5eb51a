import { isSchema } from "../schema/json-schema.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { header } from "./header.ts";
import { schemaTypes } from "./openapi-types.ts";

/** The shape of `x-bedrock-format`, from the root. */
export const FORMAT_SCHEMA = "specs/format.schema.json";

/** The shape of `x-sse-stream`, from the root. It refers to parts of the former. */
export const SSE_SCHEMA = "specs/sse-stream.schema.json";

/** The shape of `x-conversation`, from the root. It refers to parts of the first. */
export const CONVERSATION_SCHEMA = "specs/conversation.schema.json";

/** The shape of `x-guardrail`, from the root. It refers to parts of the first. */
export const GUARDRAIL_SCHEMA = "specs/guardrail.schema.json";

/** The shape of `x-binds`, from the root. It refers to parts of the first. */
export const BINDING_SCHEMA = "specs/binding.schema.json";

/** The shape of `x-meaning`, from the root. It refers to parts of the first. */
export const MEANING_SCHEMA = "specs/meaning.schema.json";

/** The shape of `x-memory`, from the root. It refers to parts of the first. */
export const MEMORY_SCHEMA = "specs/memory.schema.json";

/** What stands under our extensions besides `x-bedrock-format`: the name of its type, and its shape. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  SseStreamDescription: SSE_SCHEMA,
  ConversationDescription: CONVERSATION_SCHEMA,
  GuardrailDescription: GUARDRAIL_SCHEMA,
  ParameterBinding: BINDING_SCHEMA,
  ResponseMeaning: MEANING_SCHEMA,
  ResourceMemory: MEMORY_SCHEMA,
};

/** Keywords that only relate members to each other, or say what no type needs. */
const RELATIONS = new Set(["allOf", "if", "then", "else", "discriminator"]);

/** How a format is written that extends another. What generators read has none of it. */
const WRITTEN_ONLY = new Set(["extension", "overrides"]);

/** `gen/format-description.ts` of the validators: the types of what stands under our extensions. */
export async function emitFormatDescription(files: SpecFiles): Promise<readonly [path: string, text: string]> {
  const { $defs } = asSchema(files.read(FORMAT_SCHEMA)?.value);
  const schemas = Object.entries(asSchema($defs)).filter(([name]) => !WRITTEN_ONLY.has(name));
  const named = Object.fromEntries([
    ...schemas.map(([name, schema]) => [typeName(name), rename(schema)]),
    ...Object.entries(DESCRIPTIONS).map(([name, file]) => [name, rename(asSchema(files.read(file)?.value))]),
  ]);
  const text = await schemaTypes(files, named, { isReadonly: true });
  return [
    "packages/validators/src/gen/format-description.ts",
    header([FORMAT_SCHEMA, ...Object.values(DESCRIPTIONS)].join(", ")) + text,
  ];
}

function asSchema(value: unknown): Readonly<Record<string, unknown>> {
  return isSchema(value) ? value : {};
}

/** `routing` becomes `FormatRouting`, and `textFormat` becomes `TextFormat`. */
function typeName(name: string): string {
  const pascal = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  return name.endsWith("Format") ? pascal : `Format${pascal}`;
}

function rename(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rename);
  if (typeof value === "string")
    return value.replace(
      /^(?:format\.schema\.json)?#\/\$defs\/(.+)$/,
      (_, name: string) => `#/components/schemas/${typeName(name)}`,
    );
  if (!isSchema(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (RELATIONS.has(key) ? [] : [[key, rename(item)]])),
  );
}
