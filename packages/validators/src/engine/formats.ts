const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i;
const DURATION =
  /^P(?=[\dT])(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?=\d)(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/;
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const HOST_LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
const LOCAL_PART =
  /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*")$/;
/** RFC 3986, appendix B, each part with the characters that it may have. */
const URI_PARTS = /^(?:([a-z][a-z\d+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;
const URI_TEXT = /^(?:[\w.~!$&'()*+,;=:@/?-]|%[\da-f]{2})*$/i;
const AUTHORITY =
  /^(?:(?:[\w.~!$&'()*+,;=:-]|%[\da-f]{2})*@)?(?:\[([\da-f:.]+|v[\da-f]+\.[\w.~!$&'()*+,;=:-]+)\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i;
const JSON_POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;
const RELATIVE_JSON_POINTER = /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/;

/** RFC 3339, section 5.6; any number of digits after the second, as AWS sends from none to nine. */
export function isDateTime(text: string): boolean {
  return (text[10] === "T" || text[10] === "t") && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

/** RFC 3339, section 5.6, `full-date`. */
export function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  return Number(day) >= 1 && Number(day) <= daysOf(Number(year), Number(month));
}

/** RFC 3339, section 5.6, `full-time`; a leap second only at the end of a day in UTC. */
export function isTime(text: string): boolean {
  const match = TIME.exec(text);
  if (!match) return false;
  const [, hour, minute, second, sign, offsetHour, offsetMinute] = match;
  if (second !== "60") return true;
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * (sign === "-" ? 1 : -1);
  return (Number(hour) * 60 + Number(minute) + offset + 1440) % 1440 === 1439;
}

/** RFC 3339, appendix A. */
export function isDuration(text: string): boolean {
  return DURATION.test(text);
}

/** RFC 9562, in hexadecimal digits. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** RFC 3986, with a scheme. */
export function isUri(text: string): boolean {
  return URI_PARTS.exec(text)?.[1] !== undefined && isUriReference(text);
}

/** RFC 3986, with or without a scheme. */
export function isUriReference(text: string): boolean {
  const parts = URI_PARTS.exec(text);
  if (!parts) return false;
  const [, scheme, authority, path = "", query = "", fragment = ""] = parts;
  if (scheme === undefined && authority === undefined && /^[^/]*:/.test(path)) return false;
  return isAuthority(authority ?? "") && URI_TEXT.test(path) && URI_TEXT.test(query) && URI_TEXT.test(fragment);
}

/** RFC 5321, section 4.1.2, `Mailbox`. */
export function isEmail(text: string): boolean {
  const end = text.lastIndexOf("@");
  const [local, host] = [text.slice(0, end), text.slice(end + 1)];
  if (end < 1 || !LOCAL_PART.test(local)) return false;
  if (!host.startsWith("[") || !host.endsWith("]")) return isHostname(host);
  const address = host.slice(1, -1);
  return /^ipv6:/i.test(address) ? isIpv6(address.slice(5)) : isIpv4(address);
}

/** RFC 1123, section 2.1. */
export function isHostname(text: string): boolean {
  return text.length <= 253 && text.split(".").every((label) => HOST_LABEL.test(label) && !isMisusedPrefix(label));
}

/** RFC 2673, section 3.2. */
export function isIpv4(text: string): boolean {
  return IPV4.test(text);
}

/** RFC 4291, section 2.2. */
export function isIpv6(text: string): boolean {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return false;
  const groups = [...ipv6Groups(head, tail === undefined), ...ipv6Groups(tail ?? "", true)];
  return groups.every((group) => group > 0) && (tail === undefined ? sum(groups) === 8 : sum(groups) <= 7);
}

/** RFC 6901, section 5. */
export function isJsonPointer(text: string): boolean {
  return JSON_POINTER.test(text);
}

/** draft-handrews-relative-json-pointer-01. */
export function isRelativeJsonPointer(text: string): boolean {
  return RELATIVE_JSON_POINTER.test(text);
}

/** ECMA-262, with the flag `u`. */
export function isRegex(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  if (month === 4 || month === 6 || month === 9 || month === 11) return 30;
  return month >= 1 && month <= 12 ? 31 : 0;
}

function isAuthority(authority: string): boolean {
  const match = AUTHORITY.exec(authority);
  return match !== null && (match[1] === undefined || /^v/i.test(match[1]) || isIpv6(match[1]));
}

/** RFC 5891, section 4.2.3.1: two hyphens in third and fourth place are kept for encoded labels. */
function isMisusedPrefix(label: string): boolean {
  return label.startsWith("--", 2) && !/^xn--./i.test(label);
}

/** How many of the eight groups each part stands for; 0 for a part that is wrong. */
function ipv6Groups(text: string, isLast: boolean): readonly number[] {
  if (text === "") return [];
  const parts = text.split(":");
  return parts.map((part, index) => {
    if (isLast && index === parts.length - 1 && part.includes(".")) return isIpv4(part) ? 2 : 0;
    return /^[\da-f]{1,4}$/i.test(part) ? 1 : 0;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, item) => total + item, 0);
}
