import { wholeAnswer } from "../../checks/answer/whole-answer.ts";
import type { Check } from "../../checks/check.ts";
import type { RecordedExchange } from "../read/recorded-exchange.ts";

/** A recorded body is as long as its header says: else the two are not of one response, or the body was cut. */
export function contentLength({ response: { headers, body }, gaps }: RecordedExchange): Check {
  return {
    id: "content-length",
    level: "SHOULD",
    rule: "The header content-length of a recorded response equals the length of its body, if the recording holds the exact bytes.",
    documented: () => wholeAnswer.documented,
    verdict: () => {
      const told = headers["content-length"];
      // What is compressed, or sent in chunks, has another length on the wire.
      const isOther = headers["content-encoding"] !== undefined || headers["transfer-encoding"] !== undefined;
      if (told === undefined || gaps.isBodyExact !== true || isOther) {
        return "not-applicable";
      }
      return told === String(body.length)
        ? "holds"
        : {
            message: "the length of the body differs from its content-length header",
            expected: `content-length: ${body.length}`,
            received: `content-length: ${told}`,
          };
    },
  };
}
