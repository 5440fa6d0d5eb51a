import { MEMORY_SCHEMA } from "../emit/format-description.ts";
import type { Operation } from "../model/operation.ts";
import { deedsOf, kindsOf, memoriesOf, shownMembers } from "../model/resource-memory.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { memberNames } from "../schema/members-at.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, placeOf, type SpecNode } from "../source/spec-node.ts";
import type { FileSchemas } from "./file-schemas.ts";

/** Notes what is wrong with `x-memory` of families: its shape, and names of what there is not. */
export function checkMemory(files: SpecFiles, schemas: FileSchemas, model: SpecModel): void {
  const memories = memoriesOf(files);
  const kinds = kindsOf(memories);
  const known = new Map(model.apis.flatMap((api) => api.operations).map((operation) => [operation.id, operation]));
  for (const memory of memories) schemas.check(memory, MEMORY_SCHEMA);
  for (const [kindName, kind] of kinds) {
    checkDeeds(files, kind, known);
    checkKinds(files, kind, new Set(kinds.map(([name]) => name)));
    checkSteps(files, kind);
    checkQuotas(files, kind, known);
    checkNames(files, kind, { known, given: kinds.flatMap(([, maker]) => madeBy(maker, kindName)) });
  }
}

function checkDeeds(files: SpecFiles, kind: SpecNode, known: ReadonlyMap<string, Operation>): void {
  const shown = new Set<string>();
  for (const [name, deed] of deedsOf(kind)) {
    const operation = known.get(name);
    if (!operation) {
      files.problems.add(placeOf(deed), `there is no operation '${name}'`);
      continue;
    }
    for (const member of shownMembers(files, operation, deed)) shown.add(member);
    const taken = child(deed, "does")?.value === "create" ? at(kind, "unique", "taken") : undefined;
    const otherwise = conditionsOf(deed).map((condition) => child(condition, "otherwise"));
    for (const exception of [taken, ...otherwise, at(deed, "most", "otherwise")])
      if (exception && !operation.errors.some(({ exceptions }) => exceptions.includes(String(exception.value))))
        files.problems.add(
          placeOf(exception),
          `${name} declares no '${exception.value}'; expected one of its x-errors`,
        );
  }
  for (const [member, value] of [...entriesAt(kind, "shown"), ...entriesAt(kind, "made")])
    if (!shown.has(member) && !JSON.stringify(kind.value).includes(`/${member}`))
      files.problems.add(placeOf(value), `'${member}' is no member of a response, and no other value reads it`);
}

/** Where a kind names members of its resources, and where it names what its requests say. */
const MEMBER_PLACES = [
  ["identity"],
  ["owner", "member"],
  ["version", "member"],
  ["version", "of"],
  ["unique", "member"],
  ["states", "member"],
];
const REQUEST_PLACES = [["owner", "parameter"], ["version", "parameter"], ["token"], ["tags"]];

interface Names {
  readonly known: ReadonlyMap<string, Operation>;
  /** The members that others of another kind make one with. */
  readonly given: readonly string[];
}

/** The members with which a step or an operation of one kind makes a resource of another. */
function madeBy(maker: SpecNode, kind: string): readonly string[] {
  const bySteps = entriesAt(maker, "states", "steps").flatMap(([, step]) => entriesAt(step, "makes", kind));
  const byDeeds = deedsOf(maker).flatMap(([, deed]) =>
    at(deed, "makes", "kind")?.value === kind ? entriesAt(deed, "makes", "members") : [],
  );
  return [...bySteps, ...byDeeds].map(([name]) => name);
}

/** The conditions under which an operation is possible. */
function conditionsOf(deed: SpecNode): readonly SpecNode[] {
  return entriesAt(deed, "only").map(([, condition]) => condition);
}

/** A quota limits an operation that can say so. */
function checkQuotas(files: SpecFiles, kind: SpecNode, known: ReadonlyMap<string, Operation>): void {
  const [creates] = deedsOf(kind).find(([, deed]) => child(deed, "does")?.value === "create") ?? [];
  for (const [code, quota] of entriesAt(kind, "quotas")) {
    const name = String(child(quota, "by")?.value ?? creates);
    const errors = known.get(name)?.errors.flatMap(({ exceptions }) => exceptions) ?? [];
    if (!errors.includes(QUOTA_EXCEEDED))
      files.problems.add(placeOf(quota), `${code} limits '${name}', which declares no ${QUOTA_EXCEEDED}`);
  }
}

const QUOTA_EXCEEDED = "ServiceQuotaExceededException";

/** Notes each name of a member or a parameter that no operation of the kind knows. */
function checkNames(files: SpecFiles, kind: SpecNode, { known, given }: Names): void {
  const deeds = deedsOf(kind).flatMap(([name, deed]) => {
    const operation = known.get(name);
    return operation ? [{ operation, deed }] : [];
  });
  const asked = new Set([...given, ...deeds.flatMap(({ operation }) => askedBy(files, operation))]);
  const members = new Set([
    ...asked,
    ...deeds.flatMap(({ operation, deed }) => shownMembers(files, operation, deed)),
    ...[["made"], ["shown"]].flatMap((keys) => entriesAt(kind, ...keys).map(([name]) => name)),
    ...deeds.flatMap(({ deed }) => entriesAt(deed, "set").map(([name]) => name)),
  ]);
  const only = deeds.flatMap(({ deed }) => conditionsOf(deed).flatMap((each) => entriesAt(each, "members")));
  for (const [name, node] of only)
    if (!name.startsWith("{") && !members.has(name))
      files.problems.add(placeOf(node), `'${name}' is no member of the resource`);
  for (const { operation, deed } of deeds)
    for (const [parameter, node] of entriesAt(deed, "keeps")) {
      const member = child(node, "member");
      if (member && !members.has(String(member.value)))
        files.problems.add(placeOf(member), `'${member.value}' is no member of the resource`);
      if (!operation.parameters.some(({ name }) => name === parameter))
        files.problems.add(placeOf(node), `${operation.id} has no parameter '${parameter}'`);
    }
  for (const [names, places, what] of [
    [members, MEMBER_PLACES, "member of the resource"],
    [asked, REQUEST_PLACES, "member or parameter of its requests"],
  ] as const)
    for (const node of places.flatMap((keys) => at(kind, ...keys) ?? []))
      for (const named of Array.isArray(node.value) ? children(node).map(([, each]) => each) : [node])
        if (!names.has(String(named.value)))
          files.problems.add(placeOf(named), `'${named.value}' is no ${what}; expected a name that an operation has`);
}

/** The names of what a request says, in its body or as a parameter. */
function askedBy(files: SpecFiles, { parameters, request }: Operation): readonly string[] {
  return [...parameters.map(({ name }) => name), ...(request ? memberNames(files, request) : [])];
}

/** What a resource is below, and what it makes, is of a kind that there is. */
function checkKinds(files: SpecFiles, kind: SpecNode, kinds: ReadonlySet<string>): void {
  const above = at(kind, "owner", "kind");
  const steps = entriesAt(kind, "states", "steps");
  const named = [
    ...(above ? [[String(above.value), above] as const] : []),
    ...entriesAt(kind, "needs").map(([, node]) => [String(node.value), node] as const),
    ...steps.flatMap(([, step]) => entriesAt(step, "makes")),
    ...[
      ...deedsOf(kind).flatMap(([, deed]) => [at(deed, "makes", "kind"), at(deed, "makes", "each")]),
      ...entriesAt(kind, "seen").map(([, each]) => child(each, "kind")),
      ...entriesAt(kind, "quotas").map(([, quota]) => child(quota, "of")),
    ].flatMap((node) => (node ? [[String(node.value), node] as const] : [])),
  ];
  for (const [name, node] of named)
    if (!kinds.has(name)) files.problems.add(placeOf(node), `there is no kind of resource '${name}'`);
}

/** A step leads to a state that lasts, or that has a step of its own. */
function checkSteps(files: SpecFiles, kind: SpecNode): void {
  const states = child(kind, "states");
  const ends = ["well", "otherwise"].flatMap((key) => (states ? entriesAt(states, "ends", key) : []));
  const named = new Set(ends.map(([, state]) => state.value));
  const steps = states ? entriesAt(states, "steps") : [];
  for (const [state, step] of steps) {
    const to = child(step, "to");
    const goesOn = steps.some(([name]) => name === to?.value);
    if (to && ends.length > 0 && !goesOn && !named.has(to.value))
      files.problems.add(placeOf(to), `'${to.value}' is no end and has no step; expected one of both`);
    if (named.has(state))
      files.problems.add(placeOf(step), `'${state}' is an end and has a step; expected one of both`);
  }
}

function at(node: SpecNode, ...keys: readonly string[]): SpecNode | undefined {
  return keys.reduce<SpecNode | undefined>((current, key) => current && child(current, key), node);
}

function entriesAt(node: SpecNode, ...keys: readonly string[]): readonly (readonly [string, SpecNode])[] {
  const found = at(node, ...keys);
  return found ? children(found) : [];
}
