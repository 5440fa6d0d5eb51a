import { printable, withoutCommands } from "@bedrock-contract/wire";

/** Colours, and what clears the line of progress: the suite itself writes no other sequence. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: They are what is looked for.
const OWN = /(\u001b\[[\d;]*m|\r\u001b\[K)/;

/**
 * A text as a terminal and the runner of a workflow may have it, whatever stands in it: the last door before the
 * standard output. Nothing but colours steers the terminal, and no line is a command.
 */
export function forTerminal(text: string): string {
  const parts = text.split(OWN).map((part, index) => (index % 2 === 1 ? part : printable(part)));
  return withoutCommands(parts.join(""));
}

/** Writes to the standard output. */
export function print(text: string): void {
  process.stdout.write(forTerminal(text));
}

/** Writes to the standard error what is wrong. Nothing in it is the suite's own colour. */
export function complain(text: string): void {
  process.stderr.write(`bedrock-conformance: ${withoutCommands(printable(text))}\n`);
}
