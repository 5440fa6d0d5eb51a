import { innerShapes, reachedShapes, type ServiceModel, type Shape, shapeOf } from "../service-model/service-model.ts";
import type { Layout } from "./layout.ts";

/** How the operations of a model use its shapes: what is strict, what has a name of its own, what families share. */
export class ShapeUses {
  readonly #model: ServiceModel;
  readonly #strict: ReadonlySet<string>;
  /** How many members, elements, keys and values are of a shape; in requests, where requests use it. */
  readonly #counts = new Map<string, number>();
  readonly #families = new Map<string, Set<string>>();

  constructor(model: ServiceModel, { families }: Layout) {
    this.#model = model;
    const operations = Object.values(model.operations);
    const inputs = operations.flatMap(({ input }) => input ?? []);
    this.#strict = reachedShapes(model, inputs);
    const all = reachedShapes(model, [...inputs, ...operations.flatMap(({ output }) => output ?? [])]);
    for (const owner of all)
      for (const name of innerShapes(shapeOf(model, owner)))
        if (this.isStrict(owner) || !this.isStrict(name)) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    for (const family of families) for (const operation of family.operations) this.#noteFamily(family.name, operation);
  }

  /** Whether requests reach it. */
  isStrict(name: string): boolean {
    return this.#strict.has(name);
  }

  /** Whether several families use it. */
  isShared(name: string): boolean {
    return (this.#families.get(name)?.size ?? 0) > 1;
  }

  /** Whether it has a name of its own in the specs: a leaf that is used once has none. */
  isNamed(name: string): boolean {
    const shape = shapeOf(this.#model, name);
    if (shape.document) return false;
    if (shape.type === "structure" || shape.enum) return true;
    const isUsedOften = (this.#counts.get(name) ?? 0) > 1;
    if (shape.type === "list" || shape.type === "map") return isUsedOften;
    return isUsedOften && this.isStrict(name) && isBounded(shape);
  }

  #noteFamily(family: string, operation: string): void {
    const { input, output } = this.#model.operations[operation] ?? {};
    for (const name of reachedShapes(
      this.#model,
      [input, output].filter((each) => each !== undefined),
    ))
      this.#families.set(name, (this.#families.get(name) ?? new Set()).add(family));
  }
}

/** Whether a leaf is more than its type. */
export function isBounded({ type, pattern, min, max }: Shape): boolean {
  return pattern !== undefined || max !== undefined || (min !== undefined && (type !== "string" || min > 0));
}
