const SECRET_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "proxy-authorization",
  "set-cookie",
  "x-amz-security-token",
  "x-api-key",
]);

/** A copy of headers with the values of those that carry secrets replaced by `REDACTED`, fit for a report or a log. */
export function redactHeaders<T>(headers: Readonly<Record<string, T>>): Record<string, T | "REDACTED"> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRET_HEADERS.has(name.toLowerCase()) ? "REDACTED" : value]),
  );
}
