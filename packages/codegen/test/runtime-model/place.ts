import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** The folder of the specs. */
export const SPECS: URL = new URL("../../../../specs/", import.meta.url);

/**
 * A value in a file of the specs, from which one reads on; references are followed. What is absent reads as undefined.
 */
export class Place {
  readonly value: unknown;
  readonly #file: URL;

  constructor(value: unknown, file: URL) {
    this.value = value;
    this.#file = file;
  }

  /** A member or an element. */
  get(key: string): Place {
    const ref = this.ref(key);
    return ref === undefined ? new Place(asObject(this.value)[key], this.#file) : open(new URL(ref, this.#file));
  }

  /** Where a member refers to. */
  ref(key: string): string | undefined {
    const { $ref } = asObject(asObject(this.value)[key]);
    return typeof $ref === "string" ? $ref : undefined;
  }

  keys(): string[] {
    return Object.keys(asObject(this.value));
  }

  children(): readonly Place[] {
    return this.keys().map((key) => this.get(key));
  }
}

/** The whole of a file, by its path in the specs. */
export function readPlace(path: string): Place {
  return open(new URL(path, SPECS));
}

function open(file: URL): Place {
  const place = new Place(parse(readFileSync(new URL(file.pathname, file), "utf8")), file);
  const steps = file.hash.split("/").slice(1);
  return steps.reduce((inner, step) => inner.get(step), place);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  // Any object, a list included, may be read by any key; what is absent is undefined.
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
