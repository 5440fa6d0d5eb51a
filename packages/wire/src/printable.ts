/** What steers a terminal, breaks a line or turns its direction around, but for line feeds and tabs. */
const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * A foreign text of several lines, without what could steer a terminal: who answers a request, or wrote a file, decides
 * what is in it.
 */
export function printable(text: string): string {
  return text.replaceAll(STEERING, (character) =>
    character === "\n" || character === "\t" ? character : escaped(character),
  );
}

/**
 * A foreign text on one line, without what could steer a terminal, and without commands: the runner of GitHub Actions
 * obeys `::add-mask::…` at the beginning of a line, and `##[add-mask]…` anywhere.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function printableLine(text: string): string {
  if (HARMLESS.test(text)) return text;
  return withoutCommands(printable(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t"));
}

/** Most names and ids: nothing in them is to be changed. */
const HARMLESS = /^[\w./-][\w ./:-]*$/;

/**
 * A text whose lines a runner takes for no commands; those of other runners look alike: `##vso[…]`, `##teamcity[…]`.
 */
export function withoutCommands(text: string): string {
  return text.replaceAll(/(##[\w.-]*)\[/g, "$1\\u005b").replaceAll(/^([^\S\n]*):(?=:)/gm, "$1\\u003a");
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
