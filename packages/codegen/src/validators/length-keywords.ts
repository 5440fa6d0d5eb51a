import { _, type Ajv, type Code, type KeywordCxt } from "ajv";

/**
 * Replaces `minLength` and `maxLength`. Ajv counts the characters of every string; these count only where the number of
 * UTF-16 units leaves it open, so that a megabyte of base64 costs nothing.
 */
export function addLengthKeywords(ajv: Ajv): void {
  addLengthKeyword(ajv, "minLength", isTooShort);
  addLengthKeyword(ajv, "maxLength", isTooLong);
}

function addLengthKeyword(ajv: Ajv, keyword: string, isWrong: (data: Code, limit: number) => Code): void {
  ajv.removeKeyword(keyword);
  ajv.addKeyword({
    keyword,
    type: "string",
    schemaType: "number",
    error: { message: "", params: ({ schemaCode }) => _`{limit: ${schemaCode}}` },
    code(context: KeywordCxt) {
      context.fail(isWrong(context.data, Number(context.schema)));
    },
  });
}

/** A string has at least half as many characters as units. */
function isTooShort(data: Code, limit: number): Code {
  if (limit <= 1) return _`${data}.length < ${limit}`;
  return _`${data}.length < ${limit} || (${data}.length < ${2 * limit} && [...${data}].length < ${limit})`;
}

function isTooLong(data: Code, limit: number): Code {
  return _`${data}.length > ${limit} && (${data}.length > ${2 * limit} || [...${data}].length > ${limit})`;
}
