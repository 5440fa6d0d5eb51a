import { FORMAT_SCHEMA } from "../emit/format-description.ts";
import { pointerSteps } from "../json-pointer.ts";
import type { FormatModel } from "../model/spec-model.ts";
import { membersAt } from "../schema/members-at.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, member, placeOf, refOf, resolve, rootOf, type SpecNode } from "../source/spec-node.ts";

/** In the schema of formats: which body the places of a part stand in, and which place one starts from. */
const BODY_KEY = "x-body";
const WITHIN_KEY = "x-within";

/** Definitions of the schema whose values are places, or have them as keys. */
const PLACES = ["pointer", "pointers", "target"];
const PLACES_AS_KEYS = ["conditions"];

/** Notes every place that a format names and that leads to no member of its bodies. */
export function checkPlaces(files: SpecFiles, format: FormatModel): void {
  const schema = files.read(FORMAT_SCHEMA);
  const kinds = schema && member(files, rootOf(schema), "$defs", "description", "oneOf");
  const kind = format.format && child(format.format, "kind")?.value;
  const described = (kinds ? children(kinds) : []).flatMap(([, each]) => resolve(files, each) ?? []);
  const own = described.find((each) => member(files, each, "properties", "kind", "const")?.value === kind);
  if (!own || !format.format) return;
  const check = new PlacesCheck(files, format);
  check.check(own, format.format);
  check.checkKept(member(files, format.format, "stream", "fold"));
}

/** What a part has from what holds it. */
interface Inherited {
  readonly body: string | undefined;
  readonly owners: readonly SpecNode[];
}

class PlacesCheck {
  readonly #files: SpecFiles;
  readonly #bodies: Readonly<Record<string, SpecNode | undefined>>;

  constructor(files: SpecFiles, { operation, request, chunk }: FormatModel) {
    this.#files = files;
    this.#bodies = { request, response: operation.success.schema, chunk };
  }

  /** Compares a part of a format with its schema. `owners` are what the part is a member of, the nearest first. */
  check(schema: SpecNode, node: SpecNode, inherited?: string, owners: readonly SpecNode[] = []): void {
    const body = bodyOf(schema) ?? inherited;
    const target = resolve(this.#files, schema);
    const name = refOf(schema)?.split("/").at(-1) ?? "";
    if (!target) return;
    const starts = startsOf(owners, child(schema, WITHIN_KEY)?.value);
    if (PLACES.includes(name)) {
      for (const place of listed(node))
        for (const from of starts) this.#checkPlace(place, String(place.value), body, from);
    } else if (PLACES_AS_KEYS.includes(name)) {
      for (const [key, place] of children(node)) for (const from of starts) this.#checkPlace(place, key, body, from);
    } else {
      this.#checkMembers(target, node, { body: bodyOf(target) ?? body, owners: [node, ...owners] });
    }
  }

  /** What a rule does not move stands in the response where it stands in the chunk. */
  checkKept(fold: SpecNode | undefined): void {
    for (const [, rule] of fold ? children(fold) : []) {
      const from = child(rule, "from");
      const isKept = !child(rule, "to") && child(rule, "how")?.value !== "drop";
      if (from && isKept) this.#checkPlace(from, String(from.value), "response", []);
    }
  }

  #checkMembers(schema: SpecNode, node: SpecNode, { body, owners }: Inherited): void {
    const items = child(schema, "items");
    if (items) for (const [, element] of children(node)) this.check(items, element, body, owners);
    const properties = child(schema, "properties");
    for (const [key, value] of children(node)) {
      const property = properties && child(properties, key);
      if (property) this.check(property, value, body, owners);
    }
  }

  #checkPlace(node: SpecNode, pointer: string, body: string | undefined, from: readonly string[]): void {
    const root = body === undefined ? undefined : this.#bodies[body];
    if (!root) return;
    let schemas: readonly SpecNode[] = [root];
    for (const step of [...from, pointer].flatMap(pointerSteps))
      schemas = membersAt(this.#files, schemas, step === "-" ? "*" : step);
    if (schemas.length > 0) return;
    const message = `'${pointer}' leads to no member of the ${body}; expected a place that its schema describes`;
    this.#files.problems.add(placeOf(node), message);
  }
}

function bodyOf(schema: SpecNode): string | undefined {
  const body = child(schema, BODY_KEY)?.value;
  return typeof body === "string" ? body : undefined;
}

function listed(node: SpecNode): readonly SpecNode[] {
  return Array.isArray(node.value) ? children(node).map(([, each]) => each) : [node];
}

/** The places that another starts from: those of a member beside it, or beside what holds it; else the body's own. */
function startsOf(owners: readonly SpecNode[], within: unknown): readonly (readonly string[])[] {
  const [node] = typeof within === "string" ? owners.flatMap((owner) => child(owner, within) ?? []) : [];
  return node ? listed(node).map(({ value }) => [String(value)]) : [[]];
}
