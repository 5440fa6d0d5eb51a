import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, isNode, isPair, LineCounter, parseDocument } from "yaml";
import type { Place, Problems } from "../problem.ts";

/** Steps from the root of a file to a value in it. */
export type Path = readonly string[];

/** One YAML (or JSON) file, with the line of every value. */
export interface SpecFile {
  /** Path from the repository's root, with `/`. */
  readonly path: string;
  readonly value: unknown;
  /** The place of the value at `path`, or of its nearest ancestor. */
  at(path: Path): Place;
}

/** Reads the files of the specs, each once. */
export class SpecFiles {
  readonly root: string;
  readonly problems: Problems;
  readonly #files = new Map<string, SpecFile | undefined>();

  constructor(root: string, problems: Problems) {
    this.root = root;
    this.problems = problems;
  }

  /** The file at a path from the root, or undefined when it is not there or not YAML (the latter is noted). */
  read(path: string): SpecFile | undefined {
    if (!this.#files.has(path)) this.#files.set(path, this.#load(path));
    return this.#files.get(path);
  }

  /** Makes a document that assembly has made readable at its path. */
  add(file: SpecFile): void {
    this.#files.set(file.path, file);
  }

  #load(path: string): SpecFile | undefined {
    const text = readText(join(this.root, path));
    if (text === undefined) return undefined;
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    for (const error of document.errors) {
      const line = lines.linePos(error.pos[0]).line;
      this.problems.add({ file: path, line }, `is not valid YAML: ${error.message}`);
    }
    if (document.errors.length > 0) return undefined;
    const at = (steps: Path): Place => ({ file: path, line: lineOf(document, lines, steps) });
    return { path, value: document.toJS(), at };
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function lineOf(document: Document, lines: LineCounter, steps: Path): number {
  for (let length = steps.length; length > 0; length--) {
    const offset = offsetOf(document, steps.slice(0, length));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

/** The offset of the key where there is one, for a value may begin a line later. */
function offsetOf(document: Document, steps: Path): number | undefined {
  const parent: unknown = steps.length > 1 ? document.getIn(steps.slice(0, -1), true) : document.contents;
  const last = steps.at(-1);
  if (typeof parent === "object" && parent !== null && "items" in parent && Array.isArray(parent.items)) {
    for (const item of parent.items) {
      if (isPair(item) && isNode(item.key) && item.key.range && String(item.key) === last) return item.key.range[0];
    }
  }
  const node: unknown = document.getIn(steps, true);
  return isNode(node) && node.range ? node.range[0] : undefined;
}
