import { isSchema, type JsonSchema, refsIn } from "../schema/json-schema.ts";
import { contentOf, type Document, EVENT_MEDIA_TYPES, eventOf, operationsOf, resolved, schemasOf } from "./document.ts";

const PREFIX = "#/components/schemas/";

/** What a schema file describes. */
type Role = "request" | "response" | "chunk";

/**
 * JSON Schemas of draft 2020-12, by the path of their file: each request, response and chunk of a document, with
 * everything that it refers to. A format has one of each; other documents have them by operation.
 */
export function jsonSchemas(id: string, document: Document): ReadonlyMap<string, JsonSchema> {
  const isFormat = document["x-bedrock-format"] !== undefined;
  const files = new Map<string, JsonSchema>();
  for (const { operation } of operationsOf(document)) {
    for (const [role, schema, title] of bodiesOf(document, operation)) {
      const path = isFormat ? `${id}/${role}` : `${id}/${operation.operationId}.${role}`;
      if (!files.has(path)) files.set(path, selfContained(document, schema, { path, title }));
    }
  }
  return files;
}

type Body = readonly [role: Role, schema: unknown, title: string];

function bodiesOf(document: Document, operation: JsonSchema): readonly Body[] {
  const request = resolved(document, operation.requestBody);
  const success = Object.entries(Object(operation.responses)).filter(([status]) => Number(status) < 300);
  return [
    ...contentOf(request).map(([type, schema]) => body("request", type, schema, `${operation.summary} Request.`)),
    ...success.flatMap(([, response]) =>
      contentOf(resolved(document, response)).map(([type, schema]) =>
        body("response", type, schema, `${operation.summary} Response.`),
      ),
    ),
  ].filter(
    ([, schema]) =>
      isSchema(schema) && Object.keys(schema).some((key) => key !== "description" && !key.startsWith("x-")),
  );
}

function body(role: Role, type: string, schema: unknown, title: string): Body {
  return EVENT_MEDIA_TYPES.has(type)
    ? [role === "response" ? "chunk" : role, eventOf(schema), title]
    : [role, schema, title];
}

/** A schema with its definitions, in words of JSON Schema alone. */
function selfContained(
  document: Document,
  schema: unknown,
  { path, title }: { path: string; title: string },
): JsonSchema {
  const definitions: Record<string, unknown> = {};
  const pending = [...refsIn(Object(schema))];
  for (let ref = pending.pop(); ref !== undefined; ref = pending.pop()) {
    const name = ref.slice(PREFIX.length);
    if (!ref.startsWith(PREFIX) || definitions[name] !== undefined) continue;
    const definition = schemasOf(document)[name];
    definitions[name] = pure(definition);
    pending.push(...refsIn(Object(definition)));
  }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:bedrock-contract:${path.replaceAll("/", ":")}`,
    title,
    ...Object(pure(schema)),
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions }),
  };
}

/** OpenAPI's words and our own decide nothing in JSON Schema. */
function pure(node: unknown, isNames = false): unknown {
  if (Array.isArray(node)) return node.map((each) => pure(each));
  if (!isSchema(node)) return node;
  const entries = Object.entries(node).filter(([key]) => isNames || !(key.startsWith("x-") || OPENAPI_ONLY.has(key)));
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      !isNames && key === "$ref" && typeof value === "string"
        ? value.replace(PREFIX, "#/$defs/")
        : !isNames && ["enum", "const", "default", "required", "examples"].includes(key)
          ? value
          : pure(value, !isNames && NAMES.has(key)),
    ]),
  );
}

const OPENAPI_ONLY: ReadonlySet<string> = new Set(["discriminator", "example", "externalDocs", "xml"]);

/** Keywords whose members are names. */
const NAMES: ReadonlySet<string> = new Set(["properties", "patternProperties", "dependentSchemas", "$defs"]);
