/**
 * Encodes a value as one path label, as the AWS SDKs do: `:` becomes `%3A`, `/` becomes `%2F`, and of the rest only
 * letters, digits and `-._~` stay as they are.
 */
export function encodePathLabel(value: string): string {
  return encodeURIComponent(value).replaceAll(/[!'()*]/g, percentEncode);
}

/**
 * Decodes one path label, raw or percent-encoded. Returns undefined where the percent-encoding is malformed or no
 * UTF-8.
 */
export function decodePathLabel(label: string): string | undefined {
  if (!label.includes("%")) return label;
  try {
    return decodeURIComponent(label);
  } catch {
    return undefined;
  }
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
