import { type Issue, readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { memberPointer, pointerKeys } from "@bedrock-contract/validators/pointer";
import { faultMessage } from "@bedrock-contract/wire";
import { SAME_KEYWORDS, typesIn } from "./faults-in-words.ts";

/** How the models of a format refuse a body. */
type Refusals = NonNullable<TextFormat["refusals"]>;

/** What the words of a fault are made of. */
interface Told {
  readonly body: unknown;
  readonly refusals: Refusals;
}

/** Whether a model's own server looks at the body, and not the schema that Bedrock has of it. */
export function isReadByModel({ models }: Refusals, modelId: unknown): boolean {
  return new RegExp(models).test(String(modelId));
}

/**
 * The first fault of a body as the server of a newer model tells it: `max_tokens: Field required`. A wrong type comes
 * before what its object lacks. Where nobody has seen the words for a fault, ours stand behind the place.
 */
export function faultOfModel(issues: readonly Issue[], told: Told): string | undefined {
  const fault = issues.find((issue) => isOfTag(issue, told)) ?? issues[0];
  const words = fault && (inWords(fault, told) ?? `${pathOf(fault.pointer, told)}: ${fault.message}`);
  return words?.replace(/^: /, "");
}

function inWords(issue: Issue, told: Told): string | undefined {
  const { pointer, keyword, expected, received } = issue;
  const value = readPointer(told.body, pointer);
  if (isOfTag(issue, told)) {
    const words = faultMessage("model", "tag", {
      path: pathOf(ownerOf(pointer), told),
      value: String(value),
      expected: quoted(expected).join(", "),
    });
    return words?.replace(/: $/, "");
  }
  // That one of several members is missing is said of their owner; the first is named.
  const isOfMembers = keyword === "required" && received !== "nothing";
  const path = pathOf(isOfMembers ? `${pointer}/${quoted(expected)[0]?.slice(1, -1)}` : pointer, told);
  const kind = SAME_KEYWORDS[keyword] ?? keyword;
  const wanted = wantedOf(kind, expected);
  return wanted === undefined
    ? undefined
    : faultMessage("model", kind, { path, expected: wanted, size: Array.isArray(value) ? value.length : 0 });
}

/** What is expected, in the form of the words; undefined where the words have no place for it. */
function wantedOf(kind: string, expected: string): string | undefined {
  switch (kind) {
    case "type":
      return PYTHON_TYPES[typesIn(expected).at(-1) ?? ""];
    case "enum":
      return (
        quoted(expected)
          .join(", ")
          .replace(/, ([^,]*)$/, " or $1") || undefined
      );
    case "pattern":
      return /`(.*)`/.exec(expected)?.[1];
    case "required":
    case "additionalProperties":
      return "";
    default:
      return /-?\d.*$/.exec(expected)?.[0];
  }
}

/** How such a server, which is written in Python, calls the types of JSON. */
const PYTHON_TYPES: Readonly<Record<string, string>> = {
  string: "string",
  integer: "integer",
  number: "number",
  "true or false": "boolean",
  array: "list",
  object: "dictionary",
};

function quoted(expected: string): readonly string[] {
  return [...expected.matchAll(/"([^"]+)"/g)].map(([, text]) => `'${text}'`);
}

/** Whether an object has a type that none such has. */
function isOfTag({ pointer, keyword }: Issue, { body, refusals }: Told): boolean {
  const isOfValue = keyword === "enum" || keyword === "const" || keyword === "not";
  const isTag = isOfValue && pointer.endsWith("/type") && typeof readPointer(body, pointer) === "string";
  return isTag && readAll(body, refusals.tagged).some((place) => place.pointer === ownerOf(pointer));
}

function ownerOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

/** `/thinking/budget_tokens` as such a server calls it: `thinking.enabled.budget_tokens`. */
function pathOf(pointer: string, { body, refusals }: Told): string {
  const keys = pointerKeys(pointer);
  const steps: string[] = [];
  let place = "";
  for (const [index, key] of keys.entries()) {
    place = memberPointer(place, key);
    steps.push(key);
    const isTagged = refusals.tagged.some((tagged) => isAt(tagged, keys.slice(0, index + 1)));
    const isWithin = index < keys.length - 1 && keys[index + 1] !== "type";
    if (isTagged && isWithin) {
      const tag = readPointer(body, `${place}/type`) ?? refusals.untagged;
      steps.push(...(typeof tag === "string" ? [tag] : []));
    }
  }
  return steps.join(".");
}

function isAt(place: string, keys: readonly string[]): boolean {
  const steps = pointerKeys(place);
  return steps.length === keys.length && steps.every((step, index) => step === "*" || step === keys[index]);
}
