import type { Schemas } from "../schemas.ts";

/** Another way to the same validators. */
export interface Peer {
  readonly name: string;
  /**
   * The source of an ES module that exports, for `request` and `response`, `{is(value): boolean, issues(value):
   * number}`, `issues` being how many faults it lists.
   */
  source(schemas: Schemas, request: string, response: string): string | Promise<string>;
}
