import { readPointer } from "@bedrock-contract/validators";
import { type Act, namingOf, requestOf } from "./act.ts";
import { adopt } from "./find.ts";
import { isInExamples, keyOf, kindNames, knownOf } from "./known.ts";
import { type Kept, kindNamed, type Tag } from "./memory.ts";
import { notFound, refusal } from "./refuse.ts";
import { successesOf } from "./resources.ts";
import { responseWith } from "./view.ts";

/** Sets, removes or shows the tags of a resource of any kind. Throws where nothing has the ARN. */
export function tag(act: Act): unknown {
  const { deed, memory } = act;
  const arn = String(namingOf(act).identifier);
  if (deed.does === "tags") {
    refuseUnknown(act, arn);
    return responseWith(deed, isKept(act, arn)?.tags ?? exampleTags(act, arn));
  }
  const kept = keptAs(act, arn);
  const known = kept?.tags ?? exampleTags(act, arn);
  const given = readPointer(requestOf(act), deed.with ?? "");
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  const isGiven = ({ key }: Tag): boolean => list.some((each) => each === key || Object(each).key === key);
  const added = deed.does === "tag" ? (list as readonly Tag[]) : []; // The request was valid.
  const tags = [...known.filter((each) => !isGiven(each)), ...added];
  if (deed.most !== undefined && tags.length > deed.most.count) {
    throw refusal(act, deed.most.otherwise, `${arn} cannot have more than ${deed.most.count} tags.`);
  }
  if (kept !== undefined) {
    memory.replace(kept, { ...kept, tags });
  }
  return {};
}

/** Whether requests have made or changed the resource of a request. */
export function isTagged(act: Act): boolean {
  return isKept(act, String(namingOf(act).identifier)) !== undefined || isLost(act, String(namingOf(act).identifier));
}

/** The resource with an ARN; undefined where examples speak of it, and nothing says what kind it is of. */
function keptAs(act: Act, arn: string): Kept | undefined {
  const { memory, now } = act;
  const kept = isKept(act, arn);
  if (kept !== undefined) {
    return kept;
  }
  for (const kind of kindNames()) {
    const known = knownOf(kind).find(({ key, members }) => arnOf(kind, members) === arn && !memory.isGone(key));
    if (known !== undefined) {
      const adopted = adopt({ kind, memory, now }, known);
      const tagged = { ...adopted, tags: exampleTags(act, arn) };
      memory.replace(adopted, tagged);
      return tagged;
    }
  }
  refuseUnknown(act, arn);
  return undefined;
}

/** Throws where no request has made what has an ARN, and no example speaks of it, or it was deleted. */
function refuseUnknown(act: Act, arn: string): void {
  if (isKept(act, arn) === undefined && (isLost(act, arn) || !isInExamples(arn))) {
    throw notFound(act, { identifier: arn });
  }
}

function isKept({ memory }: Act, arn: string): Kept | undefined {
  return memory.all().find(({ kind, members }) => arnOf(kind, members) === arn);
}

/** Whether examples have shown a resource that was deleted since. */
function isLost({ memory }: Act, arn: string): boolean {
  return kindNames().some((kind) =>
    knownOf(kind).some(({ members }) => arnOf(kind, members) === arn && memory.isGone(keyOf(kind, members))),
  );
}

function arnOf(kind: string, members: Readonly<Record<string, unknown>>): unknown {
  return members[kindNamed(kind).identity?.[0] ?? ""];
}

/** The tags that the examples show of a resource. */
function exampleTags({ kind, deed: { by = "" } }: Act, arn: string): readonly Tag[] {
  const found = Object.entries(kindNamed(kind).operations).flatMap(([name, { does, at = "" }]) =>
    does !== "tags"
      ? []
      : successesOf("management", name)
          .filter(({ parameters, body }) => readPointer({ ...parameters, ...Object(body) }, by) === arn)
          .map(({ response }) => readPointer(response, at)),
  );
  return (found[0] ?? []) as readonly Tag[]; // As the schema of the response has it.
}
