import { isDeepStrictEqual } from "node:util";
import type { SpecFiles } from "../source/spec-file.ts";
import { children, placeOf, type SpecNode } from "../source/spec-node.ts";
import { isNode, type Part } from "./assembled-file.ts";
import type { BodyRole, FormatBodies, FormatSource } from "./format-source.ts";

/** What a format says itself: which requests are of it, and which models. All else it takes over. */
const OWN: ReadonlySet<string> = new Set(["id", "name", "routing", "ids", "lifecycle"]);

/** Of these the extending format writes the members that differ; other values it writes whole. */
const BY_MEMBER: ReadonlySet<string> = new Set([
  "features",
  "request",
  "response",
  "toolChoices",
  "stopReasons",
  "stream",
]);

/**
 * A format with what it takes over from the one that it extends. What it writes stands in the place of the same key,
 * and null takes a key away. What changes nothing is noted.
 */
export function extended(
  files: SpecFiles,
  base: FormatSource,
  own: FormatSource,
): Pick<FormatSource, "description" | "bodies"> {
  const taken = [...base.description].filter(([key]) => !OWN.has(key));
  const written = new Map(children(own.node).filter(([key]) => key !== "extends"));
  const description = overridden(files, { id: base.id, parts: new Map(taken) }, written);
  return { description, bodies: extendedBodies(files, base, own, description.has("stream")) };
}

interface Base {
  readonly id: string;
  readonly parts: ReadonlyMap<string, Part>;
  /** The place of the parts, for messages. */
  readonly within?: string;
}

function overridden(files: SpecFiles, base: Base, own: ReadonlyMap<string, SpecNode>): ReadonlyMap<string, Part> {
  const parts = new Map(base.parts);
  for (const [key, part] of own) {
    const name = base.within === undefined ? key : `${base.within}/${key}`;
    const old = base.parts.get(key);
    if (part.value === null) {
      parts.delete(key);
      if (old === undefined) note(files, part, `takes away '${name}', which '${base.id}' does not have`);
    } else if (old !== undefined && BY_MEMBER.has(name)) {
      parts.set(key, overridden(files, { id: base.id, parts: membersOf(old), within: key }, new Map(children(part))));
    } else {
      parts.set(key, part);
      const isSame = old !== undefined && isNode(old) && isDeepStrictEqual(old.value, part.value);
      if (isSame) note(files, part, `says of '${name}' what '${base.id}' says already`);
    }
  }
  return parts;
}

/** A body of its own stands for that of the other format; without a stream there are no chunks. */
function extendedBodies(files: SpecFiles, base: FormatSource, own: FormatSource, hasStream: boolean): FormatBodies {
  const body = (role: BodyRole): SpecNode | undefined => {
    const [mine, other] = [own.bodies[role], base.bodies[role]];
    if (mine && other && isDeepStrictEqual(mine.value, other.value) && mine.file !== other.file)
      note(files, mine, `describes the ${role} as '${base.id}' does already`);
    return mine ?? other;
  };
  return {
    request: body("request"),
    response: body("response"),
    chunk: hasStream ? body("chunk") : undefined,
    modelInput: body("modelInput"),
    requestEvents: body("requestEvents"),
  };
}

function note(files: SpecFiles, node: SpecNode, fault: string): void {
  files.problems.add(placeOf(node), `${fault}; expected only what differs`);
}

function membersOf(part: Part): ReadonlyMap<string, Part> {
  return isNode(part) ? new Map(children(part)) : part;
}
