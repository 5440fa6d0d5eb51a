import type { SpecFile, SpecFiles } from "../source/spec-file.ts";
import { child, children, member, rootOf, type SpecNode } from "../source/spec-node.ts";
import { AssembledFile } from "./assembled-file.ts";

/** Members of an example of the envelope that only say how it is merged. */
const MERGING = new Set(["operation", "formats", "kinds", "chunks", "addToRequest", "addToResponse"]);

/** What an example of the envelope is merged with, and how. */
interface Merging {
  /** The default example of the format. */
  readonly hello: SpecFile;
  readonly asEvents: boolean;
}

/** The roots of an example of the envelope and of the format's default example. */
interface ResponseParts extends Pick<Merging, "asEvents"> {
  readonly own: SpecNode;
  readonly base: SpecNode;
}

/**
 * An example of the envelope with the bodies of a format: those of the format's default example, with what the envelope
 * adds to them. `asEvents` writes the chunks of a stream as the events that an opaque stream consists of.
 */
export function mergedExample(files: SpecFiles, envelope: SpecFile, { hello, asEvents }: Merging): SpecFile {
  const file = new AssembledFile(envelope.path, envelope);
  const [own, base] = [rootOf(envelope), rootOf(hello)];
  for (const [key, node] of children(own)) if (!MERGING.has(key)) file.value[key] = file.copy(node);
  for (const key of ["parameters", "headers"]) {
    const merged = { ...membersOf(child(base, key)), ...membersOf(child(own, key)) };
    if (Object.keys(merged).length > 0 && (key !== "headers" || isSuccess(own))) file.value[key] = merged;
  }
  file.value.request ??= body(member(files, base, "request", "value")?.value, membersOf(child(own, "addToRequest")));
  file.value.response ??= response(files, { own, base, asEvents });
  return file;
}

function isSuccess(example: SpecNode): boolean {
  return !child(example, "error") && !child(example, "streamException");
}

function response(files: SpecFiles, { own, base, asEvents }: ResponseParts): unknown {
  const value = member(files, base, "response", "value")?.value;
  const added = membersOf(child(own, "addToResponse"));
  if (!Array.isArray(value)) return body(value, added);
  const count = child(own, "chunks")?.value;
  const chunks: readonly unknown[] = typeof count === "number" ? value.slice(0, count) : value;
  // Some streams end with a marker, which has no members.
  const last = value.findLastIndex((chunk) => typeof chunk === "object");
  const whole = chunks.map((chunk, index) => (index === last ? { ...membersIn(chunk), ...added } : chunk));
  return { value: asEvents ? whole.map(event) : whole };
}

function body(value: unknown, added: Readonly<Record<string, unknown>>): unknown {
  return { value: Object.keys(added).length === 0 ? value : { ...membersIn(value), ...added } };
}

function event(chunk: unknown): unknown {
  return { chunk: { bytes: Buffer.from(JSON.stringify(chunk)).toString("base64") } };
}

function membersOf(node: SpecNode | undefined): Readonly<Record<string, unknown>> {
  return membersIn(node?.value);
}

function membersIn(value: unknown): Readonly<Record<string, unknown>> {
  // An object has members by name.
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
