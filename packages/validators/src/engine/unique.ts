/** Whether no two items are the same JSON value. */
export function isUnique(items: readonly unknown[]): boolean {
  const scalars = new Set<unknown>();
  const texts = new Set<string>();
  for (const item of items) {
    if (typeof item === "object" && item !== null) texts.add(canonicalText(item));
    else scalars.add(item);
  }
  return scalars.size + texts.size === items.length;
}

/** Text that equal objects and arrays share. */
function canonicalText(value: object): string {
  const parts: string[] = [];
  // Without recursion, since a hostile value may be as deep as it is long.
  const open: Token[] = [{ value }];
  for (let token = open.pop(); token; token = open.pop()) {
    if ("text" in token) parts.push(token.text);
    else if (typeof token.value !== "object" || token.value === null) parts.push(JSON.stringify(token.value) ?? "null");
    else open.push(...tokensOf(token.value).toReversed());
  }
  return parts.join("");
}

type Token = { readonly text: string } | { readonly value: unknown };

function tokensOf(value: object): readonly Token[] {
  if (Array.isArray(value))
    return [{ text: "[" }, ...value.flatMap((item): Token[] => [{ value: item }, { text: "," }]), { text: "]" }];
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    { text: "{" },
    ...entries.flatMap(([key, item]): Token[] => [{ text: `${JSON.stringify(key)}:` }, { value: item }, { text: "," }]),
    { text: "}" },
  ];
}

/** Whether two JSON values are the same. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equal(Reflect.get(a, key), Reflect.get(b, key)));
}
