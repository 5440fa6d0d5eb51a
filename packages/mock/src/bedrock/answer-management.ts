import { meanings } from "@bedrock-contract/validators";
import { type Operation, pathParameters } from "@bedrock-contract/wire";
import { extendedExample, wholeExample } from "../examples/choose-example.ts";
import { Refusal } from "../http/refusal.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { describeModel } from "../resources/describe-model.ts";
import { listPage } from "../resources/list-page.ts";
import { findBody, identifiersOf, identityMembers, namesIn } from "../resources/resources.ts";
import type { Account } from "./account.ts";
import type { Answerer } from "./answerer.ts";

/** Who answers an operation of the management API that lists, shows or creates resources; undefined for others. */
export function managementAnswerer(operation: Operation): Answerer | undefined {
  const { items, creates } = meanings[operation.name] ?? {};
  if (operation.api !== "management") {
    return undefined;
  }
  const knowsMore: Answerer["knowsMore"] = (_request, { resources }) => resources.hasCreated(operation);
  if (items !== undefined) {
    return {
      answer: ({ parameters }, { resources }) => listPage(operation, resources.list(operation), parameters),
      knowsMore,
    };
  }
  if (creates !== undefined) {
    return { answer: create };
  }
  return identityMembers(operation).length > 0 ? { answer: show, knowsMore } : undefined;
}

/** The resource, or the version of it, that a request names by one of its identifiers. */
function show({ operation, parameters }: ExampleRequest, { resources }: Account): unknown {
  const identifier = String(parameters[pathParameters(operation)[0] ?? ""]);
  const bodies = resources.bodies(operation);
  const names = namesIn(operation, parameters);
  const found = findBody(bodies, names) ?? describeModel(operation, bodies, identifier);
  if (found === undefined) {
    const [, ...others] = names;
    const asked = [identifier, ...others.map((other) => `with ${other.parameter} ${other.identifier}`)].join(" ");
    throw notFound(operation, asked, identifiersOf(operation, bodies));
  }
  return found;
}

/** So many known ids are told. */
const MOST_TOLD = 10;

function notFound({ errors }: Operation, identifier: string, known: readonly string[]): Refusal {
  const told = known.slice(0, MOST_TOLD).join(", ");
  const rest = known.length > MOST_TOLD ? `, and ${known.length - MOST_TOLD} more` : "";
  const message = `${identifier} does not exist in this mock. Known ids: ${told || "none"}${rest}.`;
  return new Refusal("ResourceNotFoundException", errors.ResourceNotFoundException ?? 404, message);
}

/**
 * Creates a resource; but a request that only adds to an example, as SDKs add an idempotency token, gets what was
 * created there.
 */
function create(request: ExampleRequest, { resources }: Account): unknown {
  const { operation, body } = request;
  const extended = extendedExample(request);
  if (extended !== undefined) {
    return extended.response;
  }
  const { creates } = meanings[operation.name] ?? {};
  const example = wholeExample(request)?.response;
  const arn = resources.create(operation, body, example);
  return { ...Object(example), ...(creates && { [creates.arn.slice(1)]: arn }) };
}
