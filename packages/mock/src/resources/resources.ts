import { isDeepStrictEqual } from "node:util";
import { isNamedBy, meanings, readAll, readPointer } from "@bedrock-contract/validators";
import { type Operation, pathParameters } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { examplesOf } from "../examples/read-examples.ts";
import type { Parameters } from "../request/read-parameters.ts";

/**
 * What an operation lists by its examples: what the one without filters shows, below the resource that the path names.
 */
export function listedInExamples(
  { api, name }: Pick<Operation, "api" | "name">,
  owner: Parameters = {},
): readonly unknown[] {
  const all = successesOf(api, name).find(({ parameters }) => isDeepStrictEqual(parameters, owner));
  return all === undefined ? [] : readAll(all.response, meanings[name]?.items ?? "").map(({ value }) => value);
}

/** What the path of a request names. */
export function ownerIn(operation: Operation, parameters: Parameters): Parameters {
  return Object.fromEntries(pathParameters(operation).map((name) => [name, parameters[name]]));
}

/** The bodies of the examples; and where a list shows the same resources, one for each of its items. */
export function bodiesOfExamples({ api, name }: Operation): readonly unknown[] {
  const own = successesOf(api, name).map(({ response }) => response);
  const { listed } = meanings[name] ?? {};
  const items = listed === undefined ? [] : listedInExamples({ api, name: listed.by });
  return [...own, ...items.map((item) => ({ [listed?.at.slice(1) ?? ""]: item }))];
}

/** The examples of successes, but for those that come after others. */
export function successesOf(api: string, operation: string): readonly MockExample[] {
  return examplesOf(api, operation).filter(({ status, isFlow = false }) => status < 400 && !isFlow);
}

/** What a request names a resource by: the resource, and perhaps the version of it. */
interface Name {
  readonly parameter: string;
  readonly identifier: string;
  readonly members: readonly string[];
}

/** What the parameters of a request name a resource by. */
export function namesIn({ name }: Operation, parameters: Parameters): readonly Name[] {
  return Object.entries(meanings[name]?.parameters ?? {}).flatMap(([parameter, { how, members = [] }]) =>
    how === "identity" && parameters[parameter] !== undefined
      ? [{ parameter, identifier: String(parameters[parameter]), members }]
      : [],
  );
}

/** The body that shows the resource of all these names; undefined where there is none. */
export function findBody(bodies: readonly unknown[], names: readonly Name[]): unknown {
  return bodies.find((body) => names.every((name) => isNamed(identifiersIn(body, name.members), name)));
}

/** An ARN is known by its end where a body tells no ARN. */
function isNamed(identifiers: readonly string[], { identifier }: Name): boolean {
  const isByEnd = identifier.startsWith("arn:") && !identifiers.some((own) => own.startsWith("arn:"));
  const asked = isByEnd ? identifier.slice(identifier.lastIndexOf("/") + 1) : identifier;
  return identifiers.some((own) => isNamedBy(own, asked));
}

/** The identifiers that bodies tell, the first ones. */
export function identifiersOf(operation: Operation, bodies: readonly unknown[]): readonly string[] {
  const members = identityMembers(operation);
  return [...new Set(bodies.flatMap((body) => identifiersIn(body, members).slice(0, 1)))];
}

/**
 * The members of a response that are the identifier that a parameter asks for; none for an operation that shows no
 * single resource.
 */
export function identityMembers({ name }: Operation): readonly string[] {
  const bindings = Object.values(meanings[name]?.parameters ?? {});
  return bindings.find(({ how }) => how === "identity")?.members ?? [];
}

function identifiersIn(body: unknown, members: readonly string[]): readonly string[] {
  return members.map((member) => readPointer(body, member)).filter((value) => typeof value === "string");
}
