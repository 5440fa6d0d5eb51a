/** A text without what could steer a terminal: a target decides what is in its answers. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, escaped);
}

function escaped(character: string): string {
  return character === "\n" || character === "\t"
    ? character
    : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
