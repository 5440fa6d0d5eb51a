import type { Documented } from "../../result.ts";

/**
 * The rule that an answer arrives at all. It is judged while the exchange is made, before there is an answer to check.
 */
export const wholeAnswer: { readonly id: string; readonly rule: string; readonly documented: Documented } = {
  id: "answer",
  rule: "A whole response arrives within the time limit of a case.",
  documented: {
    document: "RFC 9112, HTTP/1.1",
    section: "Message Body Length",
    url: "https://www.rfc-editor.org/rfc/rfc9112#section-6.3",
  },
};
