import { anchorOf, asText, code } from "./markdown.ts";
import { follow, type Json, type Place } from "./repository.ts";

/** The schemas that a page shows under their own name: whatever the page mentions comes in, once. */
export class NamedSchemas {
  readonly #places = new Map<string, Place>();

  /** Has the page show a schema, and says how it is mentioned. */
  mention(place: Place, name: string): string {
    if (!this.#places.has(name)) this.#places.set(name, place);
    return `<a href="#${anchorOf(name)}">${name}</a>`;
  }

  /** The sections of all schemas that were mentioned, those of their members included. */
  sections(level = 3): readonly string[] {
    const sections: string[] = [];
    // A section may mention schemas that are new; a Map goes on to what is added while it is walked.
    for (const [name, place] of this.#places) {
      sections.push(`${"#".repeat(level)} ${name}`, describe(place, this));
    }
    return sections;
  }
}

/** What a schema says of a whole body: its description, then its members or alternatives. */
export function describe(place: Place, named: NamedSchemas): string {
  const facts = factsOf(place.value);
  return lines([asText(place.value.description ?? ""), facts, nested(place, named)]);
}

/** A member, a parameter or a header: its name, type and need, then what it means. */
export function member(
  name: string,
  from: Place,
  isRequired: boolean,
  named: NamedSchemas,
  description?: string,
): string {
  const place = follow(from.file, from.value);
  const isNamed = isComposite(place) && place.name !== undefined;
  const need = isRequired ? ' <span class="need">required</span>' : "";
  const old = place.value.deprecated ? ' <span class="old">deprecated</span>' : "";
  return lines([
    '<div class="member">',
    `${code(name)} <span class="type">${typeOf(from, named)}</span>${need}${old}`,
    lines([asText(description ?? place.value.description ?? ""), factsOf(place.value)]),
    isNamed ? "" : nested(place, named),
    "</div>",
  ]);
}

/** The type of a schema in a few words, with links to the schemas that the page shows. */
function typeOf(from: Place, named: NamedSchemas): string {
  const place = follow(from.file, from.value);
  const { value, file } = place;
  if (isComposite(place) && place.name !== undefined) return named.mention(place, place.name);
  const branches: readonly Json[] = alternatives(value);
  if (branches.length > 0) {
    const all = branches.map((branch) => typeOf({ file, value: branch }, named));
    return [...new Set(all)].join(" or ");
  }
  if (value.const !== undefined || value.enum)
    return [...new Set((value.enum ?? [value.const]).map(kindOf))].join(" or ");
  const types: readonly string[] = [value.type ?? (value.properties ? "object" : "any")].flat();
  return types.map((type) => nameOf(type, place, named)).join(" or ");
}

function nameOf(type: string, { file, value }: Place, named: NamedSchemas): string {
  if (type === "array" && value.items) return `array of ${typeOf({ file, value: value.items }, named)}`;
  if (type === "object" && typeof value.additionalProperties === "object" && !value.properties) {
    return `map of ${typeOf({ file, value: value.additionalProperties }, named)}`;
  }
  return type;
}

/** What is inside a schema: members, elements, alternatives. */
function nested(place: Place, named: NamedSchemas): string {
  const { file, value } = place;
  const required: readonly string[] = value.required ?? [];
  const members = Object.entries<Json>(value.properties ?? {}).map(([name, schema]) =>
    member(name, { file, value: schema }, required.includes(name), named),
  );
  const branches = alternatives(value).flatMap((branch) => {
    const inside = follow(file, branch);
    if (inside.name !== undefined && isComposite(inside))
      return [`- ${named.mention(inside, inside.name)}: ${asText(inside.value.description ?? "")}`];
    if (!isComposite(inside)) return [];
    return [group(`${asText(inside.value.description ?? "An object.")}`, nested(inside, named))];
  });
  const elements = [value.items, value.additionalProperties]
    .filter((inside) => typeof inside === "object")
    .map((inside) => follow(file, inside))
    .filter((inside) => inside.name === undefined || !isComposite(inside))
    .map((inside) => lines([elementFacts(inside.value), nested(inside, named)]));
  const all: readonly Json[] = value.allOf ?? [];
  const parts = all.map((part) => nested(follow(file, part), named));
  const inner = lines([...members, ...parts, ...elements]);
  const oneOf =
    branches.length > 0
      ? lines([
          "One of:",
          branches.filter((line) => line.startsWith("- ")).join("\n"),
          ...branches.filter((line) => !line.startsWith("- ")),
        ])
      : "";
  return lines([inner === "" ? "" : group("", inner), oneOf]);
}

function group(title: string, inner: string): string {
  return lines(['<div class="members">', title, inner, "</div>"]);
}

function elementFacts(value: Json): string {
  const facts = factsOf(value);
  return facts === "" ? "" : `Each: ${facts}`;
}

/** The limits of a value, in words. */
function factsOf(value: Json): string {
  const { minLength, maxLength, minItems, maxItems, minProperties, maxProperties } = value;
  const open = alternatives(value).find((branch) => branch.enum !== undefined && !branch.$ref);
  const from = value.minimum ?? value.exclusiveMinimum;
  const to = value.maximum ?? value.exclusiveMaximum;
  const either = branchesOf(value).filter(isCondition);
  const facts = [
    value.const !== undefined && `Always ${literal(value.const)}.`,
    value.enum && `One of ${value.enum.map(literal).join(", ")}.`,
    open && `Known values: ${open.enum.map(literal).join(", ")}.`,
    span(minLength, maxLength, "characters"),
    span(minItems, maxItems, "elements"),
    span(minProperties, maxProperties, "members"),
    (from ?? to) !== undefined &&
      `${[
        from !== undefined && `${value.minimum === undefined ? "More than" : "At least"} ${from}`,
        to !== undefined && `${value.maximum === undefined ? "less than" : "at most"} ${to}`,
      ]
        .filter(Boolean)
        .join(", ")
        .replace(/^./, (letter) => letter.toUpperCase())}.`,
    value.pattern && (value["x-expected"] ? `Must be ${value["x-expected"]}.` : `Pattern ${code(value.pattern)}.`),
    value.format && `Format ${code(value.format)}.`,
    value.default !== undefined && `Default ${literal(value.default)}.`,
    value.uniqueItems && "No duplicate elements.",
    value.additionalProperties === false && value.properties && "No other members.",
    either.length > 0 &&
      `At least one of ${either.map((branch) => branch.required.map(code).join(" with ")).join(", ")}.`,
    value["x-sensitive"] && "Sensitive: do not log it.",
    value["x-idempotency-token"] && "Clients fill it in, so that a repeated request takes effect once.",
    value["x-observed"] && "Not documented, but observed from Bedrock.",
  ].filter((fact) => typeof fact === "string");
  return facts.length === 0 ? "" : `<span class="facts">${asText(facts.join(" "))}</span>`;
}

function span(least: number | undefined, most: number | undefined, what: string): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  const number = (value: number): string => value.toLocaleString("en-US");
  const one = (value: number): string => `${number(value)} ${value === 1 ? what.slice(0, -1) : what}`;
  if (least === most) return `Exactly ${one(least ?? 0)}.`;
  if (most === undefined) return `At least ${one(least ?? 0)}.`;
  return least === undefined ? `At most ${one(most)}.` : `${number(least)} to ${one(most)}.`;
}

function literal(value: unknown): string {
  return code(JSON.stringify(value));
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}

/** The schemas of which a value has one. Branches that only require members are conditions, not alternatives. */
function alternatives(value: Json): readonly Json[] {
  return branchesOf(value).filter((branch) => !isCondition(branch));
}

function branchesOf(value: Json): readonly Json[] {
  return value.anyOf ?? value.oneOf ?? [];
}

function isCondition(branch: Json): boolean {
  return branch.required !== undefined && !branch.properties && !branch.type;
}

/** Whether a schema has an inside worth a section. */
function isComposite(place: Place): boolean {
  const { value, file } = place;
  if (value.properties) return true;
  const all: readonly Json[] = value.allOf ?? [];
  return [...alternatives(value), ...all].some((branch) => {
    const inside = follow(file, branch).value;
    return inside.properties || inside.anyOf || inside.oneOf || inside.type === "array";
  });
}

/** Blocks of Markdown, apart from each other; those that are empty are left out. */
export function lines(blocks: readonly string[]): string {
  return blocks.filter((block) => block !== "").join("\n\n");
}
