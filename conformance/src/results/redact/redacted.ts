/** What stands in a report instead of a secret. */
export const REDACTED = "REDACTED";
