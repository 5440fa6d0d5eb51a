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
 * that none is ever out of date. Values are JSON. Without a file it remembers as long as the process runs.
 */
export class Cache {
  readonly #file: CacheFile | undefined;
  readonly #kinds = new Map<string, Map<string, Entry>>();
  readonly #changed = new Set<string>();

  constructor(file?: CacheFile) {
    this.#file = file;
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
    for (const kind of this.#changed) this.#file?.write(kind, this.#entries(kind));
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
    const entries = this.#kinds.get(kind) ?? this.#file?.read(kind) ?? new Map<string, Entry>();
    this.#kinds.set(kind, entries);
    return entries;
  }
}

/** Where a cache outlives its process: a file for each kind of entries. */
export class CacheFile {
  readonly #folder: string;
  readonly #version: string;

  /** Entries of another version of the program that made them are not read. */
  constructor(folder: string, version: string) {
    this.#folder = folder;
    this.#version = version;
  }

  read(kind: string): Map<string, Entry> {
    try {
      const { version, entries } = JSON.parse(readFileSync(this.#path(kind), "utf8"));
      if (version !== this.#version) return new Map();
      return new Map(
        entries.map(([key, value, unasked]: [string, unknown, number]) => [key, { value, unasked: unasked + 1 }]),
      );
    } catch {
      // There is none yet, or it cannot be read: everything is made anew.
      return new Map();
    }
  }

  write(kind: string, entries: ReadonlyMap<string, Entry>): void {
    const kept = [...entries].filter(([, { unasked }]) => unasked < MOST_RUNS);
    const list = kept.map(([key, { value, unasked }]) => [key, value, unasked]);
    mkdirSync(this.#folder, { recursive: true });
    // Another process may read it at any time.
    const draft = `${this.#path(kind)}.${process.pid}`;
    writeFileSync(draft, JSON.stringify({ version: this.#version, entries: list }));
    renameSync(draft, this.#path(kind));
  }

  #path(kind: string): string {
    return join(this.#folder, `${kind}.json`);
  }
}

/** A digest of some text. */
export function digest(text: string): string {
  return hash("sha256", text, "base64url");
}
