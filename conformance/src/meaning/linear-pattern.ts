/** Whether a pattern matches: the whole of a text, or a part of it. */
export type Matcher = (pattern: string, what: "whole" | "part") => (text: string) => boolean;

/**
 * Compiles patterns that others wrote, to be matched in time linear in the text. RE2 knows neither look-around nor
 * back-references: a pattern with them throws, as does one that is none at all.
 */
export async function linearPattern(): Promise<Matcher> {
  const { RE2JS } = await import("re2js");
  return (pattern, what) => {
    const compiled = RE2JS.compile(pattern);
    return (text) => (what === "whole" ? compiled.matches(text) : compiled.matcher(text).find());
  };
}
