import type { Case } from "../case.ts";
import type { ExchangeValidators, Judge } from "../exchange/exchange-validators.ts";

/**
 * What is wrong with the request that the suite itself is about to send; undefined where nothing is. What the manifest
 * puts in its path is the target's affair. A negative case is meant to be wrong: that it is so in one place only is
 * proven where its file is read.
 */
export function requestFault(given: Case, validators: ExchangeValidators): string | undefined {
  if (given.kind === "negative") {
    return undefined;
  }
  return (
    faultOf("parameters", given.parameters, validators.parameters) ??
    (given.body === undefined ? undefined : faultOf("body", given.body, validators.request)) ??
    brokenRule(given, validators)
  );
}

function brokenRule({ operation, parameters, body }: Case, { rules = [] }: ExchangeValidators): string | undefined {
  const contentType = String(parameters["Content-Type"] ?? "application/json");
  const broken = rules.find(({ validator }) => !validator.is({ operation, parameters, contentType, body }));
  return broken === undefined ? undefined : `the request that this case sends would break the rule ${broken.id}`;
}

function faultOf(what: string, value: unknown, validator: Judge | undefined): string | undefined {
  if (validator === undefined || validator.is(value)) {
    return undefined;
  }
  const [issue] = validator.issues(value);
  return `the ${what} that this case sends would break the specs at ${issue?.pointer || "/"}: ${issue?.message ?? "invalid"}`;
}
