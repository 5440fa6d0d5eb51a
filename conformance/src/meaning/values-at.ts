/** A value in a chunk. */
export interface PlacedValue {
  /** What stands for each `*` of the pointer: the place of the element, or the value of the member that says its place. */
  readonly keys: readonly string[];
  readonly value: unknown;
}

/** The name of the member that says the place of a list's elements, by the pointer to the list; chunks hold only the elements that they add to. */
export type KeyNames = Readonly<Record<string, string>>;

/**
 * The values in a chunk to which a pointer leads that is not null; `*` stands for each element. Null means in chunks what absence means: not
 * known yet.
 */
export function valuesAt(root: unknown, pointer: string, keyNames: KeyNames = {}): readonly PlacedValue[] {
  let found: readonly PlacedValue[] = [{ keys: [], value: root }];
  let at = "";
  for (const name of pointer.split("/").slice(1)) {
    const keyName = keyNames[at];
    found = found.flatMap((place) => (name === "*" ? elementsOf(place, keyName) : memberOf(place, name)));
    at += `/${name}`;
  }
  return found.filter(({ value }) => value !== null && value !== undefined);
}

/** Whether a guardrail intervened: then the service itself writes the rest of the answer, without stop reason or metrics. */
export function isGuarded(chunk: unknown): boolean {
  return valuesAt(chunk, "/amazon-bedrock-guardrailAction").some(({ value }) => value === "INTERVENED");
}

function elementsOf({ keys, value }: PlacedValue, keyName: string | undefined): readonly PlacedValue[] {
  const elements = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return elements.map(([place, element]) => ({ keys: [...keys, keyOf(element, keyName) ?? place], value: element }));
}

function keyOf(element: unknown, keyName: string | undefined): string | undefined {
  const key = keyName === undefined ? undefined : memberOf({ keys: [], value: element }, keyName)[0]?.value;
  return typeof key === "number" || typeof key === "string" ? String(key) : undefined;
}

function memberOf({ keys, value }: PlacedValue, name: string): readonly PlacedValue[] {
  const key = name.replaceAll("~1", "/").replaceAll("~0", "~");
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? [{ keys, value: Reflect.get(value, key) }]
    : [];
}
