import { digest } from "../cache.ts";
import { LIST_DOCUMENTS } from "../compiler/index.ts";
import { refsIn } from "../schema/json-schema.ts";

/** All schemas by their keys, and what they reach. */
export class Documents {
  readonly byKey: Map<string, unknown> = new Map<string, unknown>(LIST_DOCUMENTS);
  readonly #refs = new Map<string, readonly string[]>();
  readonly #texts = new Map<string, string>();
  readonly #digests = new Map<string, string>();

  add(key: string, schema: unknown): void {
    this.byKey.set(key, schema);
  }

  /** The keys of the schemas that a schema refers to. */
  refsOf(key: string): readonly string[] {
    return kept(this.#refs, key, () => [...new Set(refsIn(this.byKey.get(key)))]);
  }

  /** The keys of some schemas and of all that they reach, in order. */
  reachedFrom(keys: readonly string[]): readonly string[] {
    const reached = new Set<string>();
    const open = [...keys];
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      if (reached.has(key)) continue;
      reached.add(key);
      open.push(...this.refsOf(key));
    }
    return [...reached].sort();
  }

  /** A digest of a schema and of all that it reaches. */
  digestOf(key: string): string {
    return kept(this.#digests, key, () =>
      digest(
        this.reachedFrom([key])
          .map((each) => this.textOf(each))
          .join("\n"),
      ),
    );
  }

  /** A schema with its key, as text. */
  textOf(key: string): string {
    return kept(this.#texts, key, () => JSON.stringify([key, this.byKey.get(key)]));
  }
}

function kept<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
