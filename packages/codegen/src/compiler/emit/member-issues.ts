import type { Node, NumberRules } from "../schema/node.ts";
import { isAny } from "../schema/read-node.ts";
import { ANY, ARRAY, BOOLEAN, INTEGER, NULL, NUMBER, OBJECT, STRING } from "../schema/types.ts";
import { type Emission, inside, type Scope } from "./emission.ts";
import { readMember } from "./object-code.ts";
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
  const target = emission.model.target(node);
  const { node: own } = target;
  if (isAny(own)) return undefined;
  const call = (helper: string, ...rest: readonly string[]) => {
    return `${emission.helper(helper)}(${["out", "path", quote(name), readMember(emission, name), ...rest].join(", ")});`;
  };
  if (!isInline(own)) return call("inner", ...emission.argumentsOf("issues", node, inside(scope, name)));
  const types = plainTypes(target);
  if (types !== undefined) return call("plain", typeBitsCode(emission, types));
  const { values, number, string } = own;
  if (values && !string && !number) return fixedArguments(values, (rest) => call("fixed", ...rest));
  if (!number || string || values || !isRange(number)) return undefined;
  const { minimum, maximum } = number;
  const bounds = (maximum === undefined ? [minimum] : [minimum, maximum]).map(String);
  return call("between", typeBitsCode(emission, own.types), ...bounds);
}

function fixedArguments(
  { keyword, list }: NonNullable<Node["values"]>,
  call: (rest: readonly string[]) => string,
): string | undefined {
  if (list.length === 0 || list.some((item) => typeof item === "object" && item !== null)) return undefined;
  return call([quote(keyword), `[${list.map(valueLiteral).join(", ")}]`]);
}

function isRange({ minimum, maximum, ...more }: NumberRules): boolean {
  return (minimum !== undefined || maximum !== undefined) && Object.keys(more).length === 0;
}
