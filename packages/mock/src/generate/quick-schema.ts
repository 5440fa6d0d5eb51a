import { isHolder } from "./place.ts";

/** Keywords that neither refer, nor combine, nor match: what they admit is found at once. */
const QUICK: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"],
  ...["type", "properties", "required", "additionalProperties", "items", "minItems", "maxItems", "enum", "const"],
  ...["minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "strict"],
]);

/** The most parts of a quick schema, and the most values or characters that it asks for. */
const MOST_PARTS = 300;
const MOST_ASKED = 100;

/** Whether values of a schema are made and checked at once, so that nobody need watch how long it takes. */
export function isQuick(schema: unknown): boolean {
  let parts = 0;
  const isQuickPart = (part: unknown, count: number): boolean => {
    parts += 1;
    if (parts > MOST_PARTS || !isHolder(part) || Array.isArray(part)) {
      return parts <= MOST_PARTS && typeof part === "boolean";
    }
    const { properties = {}, items = true, additionalProperties = true, enum: values = [] } = Object(part);
    const asked = count * askedBy(part);
    parts += Array.isArray(values) ? values.length : MOST_PARTS;
    return (
      Object.keys(part).every((name) => QUICK.has(name)) &&
      asked <= MOST_ASKED &&
      isHolder(properties) &&
      Object.values(properties).every((each) => isQuickPart(each, asked)) &&
      isQuickPart(items, asked) &&
      isQuickPart(additionalProperties, asked)
    );
  };
  return isQuickPart(schema, 1);
}

/** How many values or characters a part asks for; without a bound above, those below decide. */
function askedBy(part: object): number {
  const bounds = ["minItems", "maxItems", "minLength"].map((name): unknown => Reflect.get(part, name));
  return Math.max(
    1,
    ...bounds.map((bound) => (bound === undefined ? 1 : typeof bound === "number" ? bound : Number.POSITIVE_INFINITY)),
  );
}
