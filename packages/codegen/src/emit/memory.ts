import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import { deedsOf, kindsOf, memoriesOf, shownMembers } from "../model/resource-memory.ts";
import type { SpecModel } from "../model/spec-model.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, type SpecNode } from "../source/spec-node.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `gen/memory.ts` of the validators: what is kept of resources, with the members that each operation shows. */
export function emitMemory(files: SpecFiles, model: SpecModel): string {
  const kinds = kindsOf(memoriesOf(files)).map(([name, kind]) => [name, keptKind(files, model, kind)]);
  return `${header(SPECS_FOLDER)}import type { KeptResource } from "../format-description.ts";

/** What a mock keeps of resources, by their kind. */
export const memory: Readonly<Record<string, KeptResource>> = ${literal(Object.fromEntries(kinds), { width: WIDTH })};
`;
}

/**
 * `gen/endings.ts` of the validators: in which states work comes to an end, by the operation that shows them. Apart from
 * the rest, because clients read nothing else of it.
 */
export function emitEndings(files: SpecFiles): string {
  const endings = kindsOf(memoriesOf(files)).flatMap(([, kind]) => {
    const [states, deed] = [
      child(kind, "states"),
      deedsOf(kind).find(([, node]) => child(node, "does")?.value === "show"),
    ];
    const ends = states && child(states, "ends");
    if (!states || !ends || !deed) return [];
    const [name, node] = deed;
    const state = `${child(node, "at")?.value ?? ""}/${child(states, "member")?.value}`;
    return [[name, { state, ...Object(ends.value) }] as const];
  });
  return `${header(SPECS_FOLDER)}/** In which states work comes to an end, by the operation that shows them. */
export const endings = ${literal(Object.fromEntries(endings))} as const;
`;
}

/** Everything that reads validators loads this table, so its lines are long and few. */
const WIDTH = 320;

function keptKind(files: SpecFiles, model: SpecModel, kind: SpecNode): unknown {
  const all = model.apis.flatMap((api) => api.operations);
  const operations = deedsOf(kind).map(([name, deed]) => {
    const operation = all.find(({ id }) => id === name);
    return [name, { ...Object(deed.value), members: operation ? shownMembers(files, operation, deed) : [] }];
  });
  return { ...Object(kind.value), operations: Object.fromEntries(operations) };
}
