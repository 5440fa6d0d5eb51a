/** What a rule consists of. */
export type Expression =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "class"; readonly test: RegExp }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "sequence" | "alternatives"; readonly parts: readonly Expression[] }
  | { readonly kind: "repeat"; readonly part: Expression; readonly least: number; readonly most: number };

/** The rules of a grammar by name. */
export type Grammar = ReadonlyMap<string, Expression>;

/** The rule that a text must follow. */
export const ROOT = "root";

/** Whether a text is as demanded; or why that cannot be told. */
export type TextTest = { readonly accepts: (text: string) => boolean | undefined } | { readonly undecided: string };
