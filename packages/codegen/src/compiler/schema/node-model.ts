import type { Definition, Node } from "./node.ts";

/** What a node leads to; `id` where that is a definition. */
export interface Target {
  readonly node: Node;
  readonly id?: string;
}

/** What can be told about nodes with everything that they refer to. */
export interface NodeModel {
  /** A definition by its identifier. */
  definition(id: string): Definition;
  /** Whether a definition can contain itself. */
  isRecursive(id: string): boolean;
  /** The types that a value of a node can have, with everything that the node refers to. */
  typesOf(node: Node): number;
  /**
   * A node without detours: one that is nothing but a reference, or a union of one branch, becomes what it leads to.
   */
  target(node: Node): Target;
}
