/** The id of an account is not told; the shell puts it back. */
const REDACTED_ACCOUNT = /(arn(:|%3A)aws[\w-]*\2[\w-]*\2[\w-]*\2)REDACTED/gi;

/**
 * A word as a shell takes it. Where an account's id was removed from an ARN, the variable `AWS_ACCOUNT_ID` stands for
 * it.
 */
export function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) && !text.includes("REDACTED") ? text : quoted(text);
}

function quoted(text: string): string {
  const word = `'${text.replaceAll("'", "'\\''")}'`;
  return word.replaceAll(REDACTED_ACCOUNT, `$1'"$AWS_ACCOUNT_ID"'`);
}
