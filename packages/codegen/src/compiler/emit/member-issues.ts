import type { Node, NumberRules } from "../schema/node.ts";
import { isAny } from "../schema/read-node.ts";
import { ANY, ARRAY, BOOLEAN, INTEGER, NULL, NUMBER, OBJECT, STRING } from "../schema/types.ts";
import { type Emission, inside, type Scope } from "./emission.ts";
import { INHERITED } from "./object-code.ts";
import { isInline } from "./scalar-code.ts";
import { quote, valueLiteral } from "./text.ts";

const NAMES: readonly (readonly [number, string])[] = [
  [STRING, "STRING"],
  [NUMBER, "NUMBER"],
  [INTEGER, "INTEGER"],
  [BOOLEAN, "BOOLEAN"],
  [OBJECT, "OBJECT"],
  [ARRAY, "ARRAY"],
  [NULL, "NULL"],
];

/** Types as an expression of the run-time module's constants. */
export function typeBitsCode(emission: Emission, types: number): string {
  const names: string[] = [];
  let rest = types;
  for (const [bits, name] of NAMES) {
    if ((rest & bits) !== bits) continue;
    names.push(emission.helper(name));
    rest &= ~bits;
  }
  return names.join(" | ");
}

/** A call that reports a value of another type. */
export function wrongTypeCall(emission: Emission, types: number): string {
  return `${emission.helper("wrongType")}(out, d, path, ${typeBitsCode(emission, types)})`;
}

/**
 * The types of a node that decides by nothing else; undefined for any other node, and for types that no phrase covers.
 */
export function plainTypes({ node }: { readonly node: Node }): number | undefined {
  const isPlain =
    isInline(node) && !node.values && !node.string && !node.number && node.types !== 0 && node.types !== ANY;
  return isPlain && (node.types & NUMBER) !== (NUMBER & ~INTEGER) ? node.types : undefined;
}

/** A statement that reports the faults of a member with one of the helpers; undefined where none of them can. */
export function helperLine(emission: Emission, name: string, node: Node, scope: Scope): string | undefined {
  const { node: own } = emission.model.target(node);
  if (INHERITED.has(name) || isAny(own)) return undefined;
  if (!isInline(own)) return innerLine(emission, name, node, scope);
  const { values, number, string, types } = own;
  if (values && !string && !number) return fixedLine(emission, name, values);
  if (number && !string && !values && isRange(number)) {
    const bounds = [number.minimum, number.maximum].slice(0, number.maximum === undefined ? 1 : 2).map(String);
    return `${emission.helper("between")}(out, o, path, ${typeBitsCode(emission, types)}, ${quote(name)}, ${bounds.join(", ")});`;
  }
  return undefined;
}

function innerLine(emission: Emission, name: string, node: Node, scope: Scope): string {
  const call = emission.issuesCall(node, "v", "p", inside(scope, name));
  const [, note, depth = ""] = /^(\w+)\(v, p, out(.*)\)$/.exec(call) ?? [];
  return `${emission.helper("inner")}(out, o, path, ${quote(name)}, ${note}${depth});`;
}

function fixedLine(
  emission: Emission,
  name: string,
  { keyword, list }: NonNullable<Node["values"]>,
): string | undefined {
  if (list.length === 0 || list.some((item) => typeof item === "object" && item !== null)) return undefined;
  const values = `[${list.map(valueLiteral).join(", ")}]`;
  return `${emission.helper("fixed")}(out, o, path, ${quote(keyword)}, ${quote(name)}, ${values});`;
}

function isRange({ minimum, maximum, ...more }: NumberRules): boolean {
  return (minimum !== undefined || maximum !== undefined) && Object.keys(more).length === 0;
}
