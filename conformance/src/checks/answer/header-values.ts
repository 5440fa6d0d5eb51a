import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/** Headers that count are whole numbers, and nothing is counted below zero: SDKs and dashboards read them as such. */
export const headerValues: Check = {
  id: "header-values",
  level: "MUST",
  rule: "A response header that counts is a whole number of at least 0.",
  documented: (context) => apiModel(context.case),
  verdict,
};

const COUNT = /^\d+$/;

function verdict(context: CheckContext): Verdict {
  const { answer, operation } = context;
  const counting = isError(context) ? [] : operation.responseHeaders.filter(({ type }) => type === "integer");
  const received = counting.flatMap(({ name }) => {
    const value = answer.headers[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const differences = received.filter(({ value }) => !COUNT.test(value)).map(difference);
  return verdictOf(differences, { applies: received.length > 0 });
}

function difference({ name, value }: { readonly name: string; readonly value: string }): Difference {
  const message = `the header ${name} is not a count`;
  return {
    pointer: "",
    message,
    expected: `${name}: a whole number of at least 0`,
    received: `${name}: ${JSON.stringify(value)}`,
  };
}
