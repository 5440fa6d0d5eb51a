import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, placeOf, resolve, rootOf, type SpecNode } from "../source/spec-node.ts";

/** Where an operation lists its rules. */
export const RULES_KEY = "x-request-rules";

/** A rule that binds several parts of a request together, such as a header and the body. */
export interface RequestRule {
  readonly id: string;
  /** The root of the rule's file. */
  readonly node: SpecNode;
  readonly description: string;
  /** The exception that a request earns which breaks the rule; undefined in APIs that name none. */
  readonly error: string | undefined;
  /** Instead of an exception, the status. */
  readonly status: number | undefined;
  /** What the exception's message should mention. */
  readonly names: string;
  /** What the exception says, where the rule states it. */
  readonly message: string | undefined;
  /** The schema of what `RequestEnvelope` of the validators is. */
  readonly schema: SpecNode;
}

/** The rules of an operation, in its order. */
export function readRules(files: SpecFiles, operation: SpecNode): readonly RequestRule[] {
  const list = child(operation, RULES_KEY);
  return (list ? children(list) : []).flatMap(([, reference]) => {
    const node = resolve(files, reference);
    return node ? (readRule(files, reference, node) ?? []) : [];
  });
}

function readRule(files: SpecFiles, reference: SpecNode, node: SpecNode): RequestRule | undefined {
  const text = (key: string): string | undefined => {
    const value = child(node, key)?.value;
    return typeof value === "string" ? value : undefined;
  };
  const [id, description, error, names] = ["id", "description", "error", "names"].map(text);
  const number = child(node, "status")?.value;
  const status = typeof number === "number" ? number : undefined;
  const isAnswered = error !== undefined || status !== undefined;
  const schema = child(node, "schema");
  const isFile = node.file !== reference.file && node.path.length === 0;
  if (isFile && id !== undefined && description !== undefined && isAnswered && names !== undefined && schema) {
    return { id, node: rootOf(node.file), description, error, status, names, message: text("message"), schema };
  }
  files.problems.add(
    placeOf(reference),
    `is not a rule; expected a $ref to a file with the texts id, description, error (or a status) and names, and a schema`,
  );
  return undefined;
}
