import type { SchemaModel } from "../schema/model.ts";
import type { Node } from "../schema/node.ts";
import { ARRAY, BOOLEAN, INTEGER, NULL, NUMBER, OBJECT, STRING } from "../schema/types.ts";
import { patternLiteral } from "./text.ts";

/** `is` functions say whether a value is valid; `issues` functions say what is wrong with one. */
export type Phase = "is" | "issues";

/** A function to be written. */
export interface Wanted {
  readonly phase: Phase;
  readonly name: string;
  readonly node: Node;
  /** The definition that it belongs to, if it is one's own. */
  readonly id?: string;
}

/** Where code is written: in a function of this name, which may carry its depth. */
export interface Scope {
  readonly name: string;
  readonly isDeep: boolean;
  /** Whether `o` holds the members of `d`. */
  readonly hasMembers: boolean;
}

/** A place inside another, for the names of functions. */
export function inside(scope: Scope, name: string): Scope {
  return { ...scope, name: `${scope.name}_${name}` };
}

/** Gathers what a generated module consists of: functions, constants in front of them, imported helpers. */
export class Emission {
  readonly model: SchemaModel;
  readonly wanted: Wanted[] = [];
  readonly constants = new Map<string, string>();
  readonly helpers = new Set<string>();
  readonly #requested = new Set<string>();
  readonly #anonymous = new Map<string, string>();

  constructor(model: SchemaModel) {
    this.model = model;
  }

  /** Marks a helper of the run-time module as used. */
  helper(name: string): string {
    this.helpers.add(name);
    return name;
  }

  /** A pattern, hoisted. */
  pattern(pattern: string): string {
    return this.#constant("PATTERN", patternLiteral(pattern));
  }

  /** A value that is made once, hoisted. */
  value(wish: string, source: string): string {
    return this.#constant(wish, source);
  }

  /** The function of a node in a phase, wanted from now on. Nodes that mean the same share theirs. */
  functionFor(phase: Phase, node: Node, wish: string): Wanted {
    const target = this.model.target(node);
    const name = target.id ?? this.#anonymousName(target.node, wish);
    const wanted = { phase, name, node: target.node, ...(target.id !== undefined && { id: target.id }) };
    if (!this.#requested.has(`${phase} ${name}`)) {
      this.#requested.add(`${phase} ${name}`);
      this.wanted.push(wanted);
    }
    return wanted;
  }

  /** The call of a node's `is` function. */
  isCall(node: Node, value: string, scope: Scope): string {
    const wanted = this.functionFor("is", node, scope.name);
    return `is_${wanted.name}(${value}${this.#depth(wanted, ", depth")})`;
  }

  /** The call of a node's `issues` function. */
  issuesCall(node: Node, value: string, path: string, scope: Scope): string {
    const wanted = this.functionFor("issues", node, scope.name);
    return `issues_${wanted.name}(${value}, ${path}, out${this.#depth(wanted, ", depth")})`;
  }

  /** The name of a node's function, and the depth that it is told, for a helper that calls it. */
  argumentsOf(phase: Phase, node: Node, scope: Scope): readonly string[] {
    const wanted = this.functionFor(phase, node, scope.name);
    const depth = this.#depth(wanted, "depth");
    return [`${phase}_${wanted.name}`, ...(depth === "" ? [] : [depth])];
  }

  /** Whether the functions of a node carry their depth. */
  isDeep(node: Node, id?: string): boolean {
    return (id !== undefined && this.model.isRecursive(id)) || this.model.isDeep(node);
  }

  #depth({ node, id }: Wanted, passed: string): string {
    if (!this.isDeep(node, id)) return "";
    return id !== undefined && this.model.isRecursive(id) ? `${passed} + 1` : passed;
  }

  #anonymousName(node: Node, wish: string): string {
    const key = JSON.stringify(node);
    const name = this.#anonymous.get(key) ?? this.model.freeName(nameOfList(node) ?? wish);
    this.#anonymous.set(key, name);
    return name;
  }

  #constant(wish: string, source: string): string {
    const known = this.constants.get(source);
    if (known !== undefined) return known;
    const name = this.model.freeName(wish);
    this.constants.set(source, name);
    return name;
  }
}

const PLURALS: ReadonlyMap<number, string> = new Map([
  [STRING, "strings"],
  [INTEGER, "integers"],
  [NUMBER, "numbers"],
  [BOOLEAN, "booleans"],
  [OBJECT, "objects"],
]);

/** A list of plain values is called after them, since many places share it: `strings`, `integers_or_null`. */
function nameOfList({ types, array, ...more }: Node): string | undefined {
  const { items, prefixItems, ...rules } = array ?? {};
  const isPlain =
    items && Object.keys(items).length === 3 && prefixItems?.length === 0 && Object.keys(rules).length === 0;
  const plural = isPlain && Object.keys(more).length === 2 ? PLURALS.get(items.types) : undefined;
  if (plural === undefined || (types & ~NULL) !== ARRAY) return undefined;
  return types & NULL ? `${plural}_or_null` : plural;
}
