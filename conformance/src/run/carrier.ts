import { isDeepStrictEqual } from "node:util";
import { formats } from "@bedrock-contract/validators";
import type { Case } from "../case.ts";
import { suiteCase } from "../cases/load-cases.ts";
import { readCases } from "../cases/read-cases.ts";
import { isRetired, RETIRED } from "../cases/retired-formats.ts";
import { formatOf } from "../exchange/exchange-validators.ts";
import type { TargetManifest } from "../targets/manifest.ts";

/**
 * The case with bodies that the target understands. What is about the envelope of an invocation, a header or the form of
 * an error, is the same in every format, and is sent with the bodies of one: the first for which the manifest names a
 * model, else that of the example where the target offers it, else the first that the target offers.
 */
export function withCarrier(given: Case, manifest: TargetManifest): Case {
  if (given.api !== "runtime" || given.format !== undefined || given.rawBody !== undefined) {
    return given;
  }
  const own = formatOf(given);
  const carrier = own === undefined ? undefined : carrierOf(own, given.operation, manifest);
  const from = own === undefined ? undefined : helloOf(own, given.operation);
  const to = carrier === undefined ? undefined : helloOf(carrier, given.operation);
  const added = from === undefined ? undefined : addedMembers(given.body, from.body);
  if (from === undefined || to === undefined || carrier === undefined || added === undefined) {
    return given;
  }
  const choice = manifest.models?.[carrier];
  const named = typeof choice === "object" ? choice.id : choice;
  const isHello = given.parameters.modelId === from.parameters.modelId;
  if (carrier === own) {
    const modelId = isHello && named !== undefined ? named : given.parameters.modelId;
    return { ...given, parameters: { ...given.parameters, modelId } };
  }
  if (!isHello) {
    return given;
  }
  // Another response than that of the example is right.
  const { body: _, ...expected } = given.expect;
  return {
    ...given,
    parameters: { ...given.parameters, modelId: named ?? to.parameters.modelId },
    body: { ...Object(to.body), ...added },
    expect: expected,
  };
}

function carrierOf(own: string, operation: string, { models = {}, features }: TargetManifest): string | undefined {
  const unsupported = features?.unsupported ?? [];
  const isOffered = (id: string): boolean =>
    !unsupported.includes(`format:${id}`) &&
    !(unsupported.includes(RETIRED) && isRetired(id)) &&
    helloOf(id, operation) !== undefined;
  const named = Object.keys(models).filter((id) => formats.some((format) => format.id === id));
  const candidates = named.length > 0 ? named : [own, ...formats.map(({ id }) => id)];
  return candidates.find(isOffered);
}

const hellos = new Map<string, Case | undefined>();

/** The example of a format whose bodies carry what is about the envelope; undefined where the operation has none. */
function helloOf(format: string, operation: string): Case | undefined {
  const id = `${format}/${operation}/hello`;
  if (!hellos.has(id)) {
    const head = suiteCase(id);
    hellos.set(id, head === undefined ? undefined : readCases([head])[0]);
  }
  return hellos.get(id);
}

/** The members that a body has besides those of another; undefined where it is no such body. */
function addedMembers(body: unknown, base: unknown): object | undefined {
  const members = Object.entries(Object(body));
  const known = new Map(Object.entries(Object(base)));
  const same = members.filter(([name, value]) => known.has(name) && isDeepStrictEqual(value, known.get(name)));
  const added = members.filter(([name]) => !known.has(name));
  return same.length === known.size && same.length + added.length === members.length
    ? Object.fromEntries(added)
    : undefined;
}
