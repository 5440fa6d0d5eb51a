import { type Document, isNode, isPair, LineCounter, parseDocument } from "yaml";
import type { Cache } from "../cache.ts";
import type { Place, Problems } from "../problem.ts";
import type { Tree } from "./tree.ts";

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

/** What a run reads and remembers. */
export interface Sources {
  readonly tree: Tree;
  readonly cache: Cache;
}

/** Reads the files of the specs, each once. */
export class SpecFiles {
  readonly tree: Tree;
  readonly cache: Cache;
  readonly problems: Problems;
  readonly #files = new Map<string, SpecFile | undefined>();

  constructor({ tree, cache }: Sources, problems: Problems) {
    this.tree = tree;
    this.cache = cache;
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
    const text = this.tree.read(path);
    if (text === undefined) return undefined;
    const { value, errors } = this.cache.remember("yaml", text, () => parse(text));
    for (const { line, message } of errors) this.problems.add({ file: path, line }, `is not valid YAML: ${message}`);
    if (errors.length > 0) return undefined;
    let lines: Lines | undefined;
    const at = (steps: Path): Place => {
      // Most files have no fault, and need no lines.
      lines ??= new Lines(text);
      return { file: path, line: lines.lineOf(steps) };
    };
    return { path, value, at };
  }
}

/** What a YAML text says; without a value where it is wrong. */
interface Parsed {
  readonly value?: unknown;
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

function parse(text: string): Parsed {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const errors = document.errors.map(({ pos, message }) => ({ line: counter.linePos(pos[0]).line, message }));
  return errors.length > 0 ? { errors } : { value: document.toJS(), errors };
}

/** The lines of the values of a YAML text. */
class Lines {
  readonly #counter = new LineCounter();
  readonly #document: Document;

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#counter });
  }

  lineOf(steps: Path): number {
    for (let length = steps.length; length > 0; length--) {
      const offset = offsetOf(this.#document, steps.slice(0, length));
      if (offset !== undefined) return this.#counter.linePos(offset).line;
    }
    return 1;
  }
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
