/** Headers in the order of the wire; a name may occur several times. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** Those that are about one connection. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const OF_CONNECTION = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "expect",
  "content-length",
];

/** Node lists names and values in turn. */
export function rawPairs(raw: readonly string[]): HeaderPairs {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ""] as const] : []));
}

/** The headers alone; `:authority` of HTTP/2 is the host. */
export function pairHeaders(raw: readonly string[]): HeaderPairs {
  return rawPairs(raw)
    .map(([name, value]) => [name === ":authority" ? "host" : name, value] as const)
    .filter(([name]) => !name.startsWith(":"));
}

/** What goes from one connection to the next. */
export function endToEnd(headers: HeaderPairs): HeaderPairs {
  const named = (headerOf(headers, "connection") ?? "").split(",").map((name) => name.trim());
  return withoutHeaders(headers, [...OF_CONNECTION, ...named]);
}

/** Headers but for those of these names. */
export function withoutHeaders(headers: HeaderPairs, names: readonly string[]): HeaderPairs {
  const left = new Set(names.map((name) => name.toLowerCase()));
  return headers.filter(([name]) => !left.has(name.toLowerCase()));
}

/** The first value of a header. */
export function headerOf(headers: HeaderPairs, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
