import { readFile } from "node:fs/promises";

/** A TypeScript example of a README. */
export interface ReadmeExample {
  /** Where it stands, for the test's title: `README.md:17`. */
  readonly place: string;
  /** `check`: it compiles. `run`: it compiles, and runs against the mock without an error. */
  readonly kind: "check" | "run";
  readonly code: string;
}

/**
 * The examples of a README: its fenced blocks whose first line is `ts check` or `ts run`. Throws for a block of `ts`
 * alone.
 */
export async function readmeExamples(file: URL, name: string): Promise<readonly ReadmeExample[]> {
  const text = await readFile(file, "utf8");
  return [...text.matchAll(/^```ts(.*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length;
    const place = `${name}:${line}`;
    const kind = match[1]?.trim();
    if (kind !== "check" && kind !== "run") {
      throw new Error(`${place}: begin the example with \`\`\`ts check or \`\`\`ts run, so that it is tested`);
    }
    return { place, kind, code: match[2] ?? "" };
  });
}
