import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/** Headers that count are whole numbers: SDKs and dashboards read them as such. */
export const headerValues: Check = {
  id: "header-values",
  level: "MUST",
  rule: "A response header that the specs describe as an integer is one.",
  documented: (context) => apiModel(context.case),
  verdict,
};

const INTEGER = /^-?\d+$/;

function verdict(context: CheckContext): Verdict {
  const { answer, operation } = context;
  const counting = isError(context) ? [] : operation.responseHeaders.filter(({ type }) => type === "integer");
  const received = counting.flatMap(({ name }) => {
    const value = answer.headers[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const differences = received.filter(({ value }) => !INTEGER.test(value)).map(difference);
  return verdictOf(differences, { applies: received.length > 0 });
}

function difference({ name, value }: { readonly name: string; readonly value: string }): Difference {
  const message = `the header ${name} is no integer`;
  return { pointer: "", message, expected: `${name}: an integer`, received: `${name}: ${JSON.stringify(value)}` };
}
