/**
 * Names of headers and parameters that carry what gives access: those of AWS, and of the gateways and vendors around
 * it.
 */
const SECRET_NAME =
  /(?:^|[-_])(?:authorization|cookie|(?:api[-_]?)?key|secret|password|credentials?|signature|sig|(?:auth|access|session|security|refresh|csrf|xsrf)[-_]?token)$|^token$/i;

/** Whether a header or a parameter of this name carries a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** A copy of headers with the values of those that carry secrets replaced by `REDACTED`, fit for a report or a log. */
export function redactHeaders<T>(headers: Readonly<Record<string, T>>): Record<string, T | "REDACTED"> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretName(name) ? "REDACTED" : value]),
  );
}
