import type { Check } from "../../checks/check.ts";
import { apiModel } from "../../checks/documents.ts";

/** Whether a signature is right; undefined where nobody can tell, as the key is unknown. */
export type SignatureVerdict = { readonly fault?: string } | undefined;

/** The signature of a request, where it was made with a key that is known. */
export function requestSignature(verdict: SignatureVerdict): Check {
  return {
    id: "request-signature",
    level: "MUST",
    rule: "The signature matches method, path, query, headers and body, and is less than five minutes old.",
    documented: (context) => apiModel(context.case),
    verdict: () => {
      if (verdict === undefined) {
        return "not-applicable";
      }
      return verdict.fault === undefined
        ? "holds"
        : {
            message: "the client's signature is not valid",
            expected: "a signature that verifies",
            received: verdict.fault,
          };
    },
  };
}
