const LONGEST = 60;

/** Members whose value must not reach a log. */
const SECRET_NAME =
  /authorization|secret|password|passphrase|api[-_]?key|credential|session[-_]?token|private[-_]?key/i;

/** Values that are keys whatever their member is called: AWS access keys, Bedrock API keys, bearer tokens, `sk-…`. */
const SECRET_VALUE =
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bABSK[A-Za-z0-9+/=]{20}|\bbedrock-api-key-|\bBearer \S|\bsk-[A-Za-z0-9_-]{16}/;

/** Unbroken base64, alone or in a data URL, is an image or the like. */
const BASE64 = /^(data:[\w.+/-]*;base64,)?[A-Za-z0-9+/_-]{61,}={0,2}/;

/** A received value as short text, without secrets and images; `name` is that of its member. */
export function showValue(value: unknown, name: string): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return showText(value, name);
  if (Array.isArray(value)) return `an array of ${counted(value.length, "item")}`;
  if (typeof value === "object" && value !== null)
    return `an object with ${counted(Object.keys(value).length, "member")}`;
  return SECRET_NAME.test(name) ? "a hidden value" : cut(String(value));
}

function showText(text: string, name: string): string {
  if (SECRET_NAME.test(name) || SECRET_VALUE.test(text.slice(0, 10_000))) return `a hidden string of ${lengthOf(text)}`;
  const base64 = BASE64.exec(text.slice(0, 200));
  if (base64) return `"${base64[1] ?? text.slice(0, 12)}…" (${lengthOf(text)})`;
  if (text.length <= LONGEST) return JSON.stringify(text);
  return `${JSON.stringify(cut(text))} (${lengthOf(text)})`;
}

function lengthOf(text: string): string {
  return counted(text.length, "character");
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

/** `1 item`, `2 items`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
