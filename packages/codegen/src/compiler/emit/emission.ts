import { listKey, nameOfList } from "../schema/lists.ts";
import { definitionId, type SchemaModel } from "../schema/model.ts";
import type { Node } from "../schema/node.ts";
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

/** Which definitions several modules share, by their identifiers. */
export interface SharedDefinitions {
  /** What the functions of each are called, in all modules. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether another module has the functions of one. */
  isElsewhere(id: string): boolean;
}

/** Gathers what a generated module consists of: functions, constants in front of them, imports. */
export class Emission {
  readonly model: SchemaModel;
  readonly wanted: Wanted[] = [];
  readonly constants = new Map<string, string>();
  readonly helpers = new Set<string>();
  /** The functions of other modules that are called. */
  readonly imports: Wanted[] = [];
  readonly #shared: SharedDefinitions;
  readonly #taken: Set<string>;
  readonly #names: Map<string, string>;
  readonly #requested = new Set<string>();
  readonly #anonymous = new Map<string, string>();

  constructor(model: SchemaModel, shared: SharedDefinitions) {
    this.model = model;
    this.#shared = shared;
    this.#names = new Map(shared.names);
    this.#taken = new Set(shared.names.values());
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
    const own = target.node;
    const id = target.id ?? this.#sharedList(own);
    const name = id === undefined ? this.#anonymousName(own, wish) : this.definitionName(id);
    const wanted = { phase, name, node: own, ...(id !== undefined && { id }) };
    if (!this.#requested.has(`${phase} ${name}`)) {
      this.#requested.add(`${phase} ${name}`);
      const isElsewhere = id !== undefined && this.#shared.isElsewhere(id);
      (isElsewhere ? this.imports : this.wanted).push(wanted);
    }
    return wanted;
  }

  /** What the functions of a definition are called. */
  definitionName(id: string): string {
    const name = this.#names.get(id) ?? this.#freeName(this.model.definition(id).name);
    this.#names.set(id, name);
    return name;
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

  /** The identifier of a list of plain values that has a shared definition. */
  #sharedList(node: Node): string | undefined {
    const name = nameOfList(node);
    const id = name === undefined ? undefined : definitionId(listKey(name));
    return id !== undefined && this.#shared.names.has(id) ? id : undefined;
  }

  #anonymousName(node: Node, wish: string): string {
    const key = JSON.stringify(node);
    const name = this.#anonymous.get(key) ?? this.#freeName(nameOfList(node) ?? wish);
    this.#anonymous.set(key, name);
    return name;
  }

  #constant(wish: string, source: string): string {
    const known = this.constants.get(source);
    if (known !== undefined) return known;
    const name = this.#freeName(wish);
    this.constants.set(source, name);
    return name;
  }

  /** A name that no function or constant has yet. */
  #freeName(wish: string): string {
    const base = wish.replaceAll(/[^A-Za-z0-9_$]+/g, "_").replace(/^(?=\d|$)/, "_");
    let name = base;
    for (let count = 2; this.#taken.has(name); count++) name = `${base}_${count}`;
    this.#taken.add(name);
    return name;
  }
}
