import { posix } from "node:path";
import { pointerOf } from "../json-pointer.ts";
import type { Place } from "../problem.ts";
import type { Path, SpecFile } from "../source/spec-file.ts";
import { children, placeOf, type SpecNode } from "../source/spec-node.ts";

/** What stands for a key: something written in one place, or members from several. */
export type Part = SpecNode | ReadonlyMap<string, Part>;

/**
 * A document made of parts of hand-written files. Its values know where they were written, so that a fault is reported
 * there.
 */
export class AssembledFile implements SpecFile {
  readonly path: string;
  readonly value: Record<string, unknown> = {};
  readonly #origins = new WeakMap<object, SpecNode>();
  readonly #parts = new WeakMap<object, ReadonlyMap<string, Part>>();
  readonly #fallback: SpecFile;

  /** `fallback` is the file to blame for what assembly itself has added. */
  constructor(path: string, fallback: SpecFile) {
    this.path = path;
    this.#fallback = fallback;
  }

  /**
   * A copy of a hand-written value, its references turned so that they lead to the same places from here. Where
   * `replace` returns something, that stands in the copy instead.
   */
  copy(node: SpecNode, replace: (node: SpecNode) => unknown = () => undefined): unknown {
    const replacement = replace(node);
    if (replacement !== undefined) return replacement;
    if (typeof node.value !== "object" || node.value === null) return node.value;
    const members = children(node).map(
      ([key, member]) => [key, key === "$ref" ? this.#turned(member) : this.copy(member, replace)] as const,
    );
    return this.made(Array.isArray(node.value) ? members.map(([, value]) => value) : Object.fromEntries(members), node);
  }

  /** A value that assembly has made from a hand-written one, which is to blame for its faults. */
  made<Value extends object>(value: Value, origin: SpecNode): Value {
    this.#origins.set(value, origin);
    return value;
  }

  /** A mapping of members that are written in several places, after those that assembly itself adds. */
  compose(parts: ReadonlyMap<string, Part>, replace: (node: SpecNode) => unknown, added: object = {}): object {
    const members = [...parts].map(([key, part]) => [
      key,
      isNode(part) ? this.copy(part, replace) : this.compose(part, replace),
    ]);
    const composed = { ...added, ...Object.fromEntries(members) };
    this.#parts.set(composed, parts);
    return composed;
  }

  /** A reference from here to a node of another file. */
  reference({ file, path }: SpecNode): { readonly $ref: string } {
    return { $ref: `${this.#relative(file.path)}#${pointerOf(path)}` };
  }

  at(path: Path): Place {
    let value: unknown = this.value;
    let origin: SpecNode = { file: this.#fallback, path: [], value };
    for (const step of path) {
      const part = isHolder(value) ? this.#parts.get(value)?.get(step) : undefined;
      value = isHolder(value) ? Reflect.get(value, step) : undefined;
      const own = isHolder(value) ? this.#origins.get(value) : undefined;
      origin = own ?? (part && isNode(part) ? part : { ...origin, path: [...origin.path, step] });
    }
    return placeOf(origin);
  }

  #turned({ file, value }: SpecNode): unknown {
    if (typeof value !== "string") return value;
    const [path = "", pointer = ""] = value.split("#", 2);
    const target = path === "" ? file.path : posix.join(posix.dirname(file.path), path);
    return `${this.#relative(target)}#${pointer}`;
  }

  #relative(target: string): string {
    return target === this.path ? "" : posix.relative(posix.dirname(this.path), target);
  }
}

/** Whether a part is written in one place. */
export function isNode(part: Part): part is SpecNode {
  return !(part instanceof Map);
}

function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
