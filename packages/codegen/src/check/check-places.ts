import { FORMAT_SCHEMA } from "../emit/format-description.ts";
import type { FormatModel } from "../model/spec-model.ts";
import { membersAt } from "../schema/members-at.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, member, placeOf, refOf, resolve, rootOf, type SpecNode } from "../source/spec-node.ts";
import { pointerSteps } from "./file-schemas.ts";

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

class PlacesCheck {
  readonly #files: SpecFiles;
  readonly #bodies: Readonly<Record<string, SpecNode | undefined>>;

  constructor(files: SpecFiles, { operation, chunk }: FormatModel) {
    this.#files = files;
    this.#bodies = { request: operation.request, response: operation.success.schema, chunk };
  }

  /** Compares a part of a format with its schema. `owner` is what the part is a member of. */
  check(schema: SpecNode, node: SpecNode, inherited?: string, owner?: SpecNode): void {
    const body = bodyOf(schema) ?? inherited;
    const target = resolve(this.#files, schema);
    const name = refOf(schema)?.split("/").at(-1) ?? "";
    if (!target) return;
    if (PLACES.includes(name)) {
      const within = child(schema, WITHIN_KEY)?.value;
      for (const place of listed(node))
        for (const from of startsOf(owner, within)) this.#checkPlace(place, String(place.value), body, from);
    } else if (PLACES_AS_KEYS.includes(name)) {
      for (const [key, place] of children(node)) this.#checkPlace(place, key, body, []);
    } else {
      this.#checkMembers(target, node, bodyOf(target) ?? body);
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

  #checkMembers(schema: SpecNode, node: SpecNode, body: string | undefined): void {
    const items = child(schema, "items");
    if (items) for (const [, element] of children(node)) this.check(items, element, body, node);
    const properties = child(schema, "properties");
    for (const [key, value] of children(node)) {
      const property = properties && child(properties, key);
      if (property) this.check(property, value, body, node);
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

/** The places that another starts from: those of a member beside it, else the body's own. */
function startsOf(owner: SpecNode | undefined, within: unknown): readonly (readonly string[])[] {
  const node = owner && typeof within === "string" ? child(owner, within) : undefined;
  return node ? listed(node).map(({ value }) => [String(value)]) : [[]];
}
