const LONGEST = 120;

/** The beginning of a text, on one line and in quotes, for a message. */
export function quoteBeginning(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line === "" ? "it is empty" : JSON.stringify(line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);
}
