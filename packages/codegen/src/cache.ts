import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writing runs after which an entry that was not asked for is dropped. */
const MOST_RUNS = 5;

/** A remembered value, and in how many runs that wrote it was not asked for. */
interface Entry {
  readonly value: unknown;
  readonly unasked: number;
}

/**
 * What was made, by a digest of everything that it was made from: what depends on anything else is another entry, so
 * that none is ever out of date. Values are JSON. Without files it remembers as long as the process runs.
 */
export class Cache {
  readonly #files: CacheFiles | undefined;
  readonly #kinds = new Map<string, Map<string, Entry>>();
  readonly #changed = new Set<string>();

  constructor(files?: CacheFiles) {
    this.#files = files;
  }

  /** What was made from some inputs before, or is made now. */
  remember<Value>(kind: string, inputs: string, make: () => Value): Value {
    const key = digest(inputs);
    const known = this.#find(kind, key);
    // What stands under a digest of its inputs was made by this function.
    return known ? (known.value as Value) : this.#add(kind, key, make());
  }

  /** The same for what takes its time. */
  async rememberLater<Value>(kind: string, inputs: string, make: () => Promise<Value>): Promise<Value> {
    const key = digest(inputs);
    const known = this.#find(kind, key);
    // As above.
    return known ? (known.value as Value) : this.#add(kind, key, await make());
  }

  /** Keeps what it remembers for the next run. */
  save(): void {
    for (const kind of this.#changed) {
      const kept = [...this.#entries(kind)].filter(([, { unasked }]) => unasked < MOST_RUNS);
      this.#files?.write(
        kind,
        kept.map(([key, { value, unasked }]) => [key, value, unasked]),
      );
    }
  }

  #find(kind: string, key: string): Entry | undefined {
    const entries = this.#entries(kind);
    const known = entries.get(key);
    if (known) entries.set(key, { value: known.value, unasked: 0 });
    return known;
  }

  #add<Value>(kind: string, key: string, value: Value): Value {
    this.#entries(kind).set(key, { value, unasked: 0 });
    this.#changed.add(kind);
    return value;
  }

  #entries(kind: string): Map<string, Entry> {
    const entries = this.#kinds.get(kind) ?? known(this.#files?.read(kind));
    this.#kinds.set(kind, entries);
    return entries;
  }
}

/** Entries as a file lists them, none of them asked for yet. */
function known(list: unknown): Map<string, Entry> {
  const entries = Array.isArray(list) ? list : [];
  return new Map(
    entries.map(([key, value, unasked]: [string, unknown, number]) => [key, { value, unasked: unasked + 1 }]),
  );
}

/** Where JSON outlives the process that made it: a file for each value, by its name. */
export class CacheFiles {
  readonly #folder: string;
  readonly #version: string;

  /** What another version of the program has written is not read. */
  constructor(folder: string, version: string) {
    this.#folder = folder;
    this.#version = version;
  }

  /** The value of a name; undefined where there is none yet, or none that can be read. */
  read(name: string): unknown {
    try {
      const { version, value } = JSON.parse(readFileSync(this.#path(name), "utf8"));
      return version === this.#version ? value : undefined;
    } catch {
      // It is made anew.
      return undefined;
    }
  }

  write(name: string, value: unknown): void {
    mkdirSync(this.#folder, { recursive: true });
    // Another process may read it at any time.
    const draft = `${this.#path(name)}.${process.pid}`;
    writeFileSync(draft, JSON.stringify({ version: this.#version, value }));
    renameSync(draft, this.#path(name));
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}

/** A digest of some text. */
export function digest(text: string): string {
  return hash("sha256", text, "base64url");
}
