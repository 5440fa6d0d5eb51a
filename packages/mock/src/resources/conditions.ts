import type { Refusal } from "../http/refusal.ts";
import { type Act, requestOf } from "./act.ts";
import { fill } from "./fill.ts";
import { withArn } from "./find.ts";
import { type Kept, kindNamed, type Members } from "./memory.ts";
import { refusal } from "./refuse.ts";

/** The values that members may have, one each. */
type Values = Readonly<Record<string, readonly string[]>>;

/** The exception of what is not possible now. */
const CONFLICT = "ConflictException";

/** The exception of more than there can be. */
const QUOTA_EXCEEDED = "ServiceQuotaExceededException";

/** Throws where the operation is not possible for a resource as it is. */
export function refuseOtherwise(act: Act, kept: Pick<Kept, "members">): void {
  const fault = faultOf(act, kept);
  if (fault !== undefined) {
    throw fault;
  }
}

/** Why an operation is not possible for a resource as it is; undefined where it is. */
export function faultOf(act: Act, { members }: Pick<Kept, "members">): Refusal | undefined {
  const { operation, deed } = act;
  const asked = requestOf(act);
  for (const condition of deed.only ?? []) {
    const unmet = hasValues(asked, condition.where ?? {}) ? unmetIn(act, condition.members, members) : undefined;
    if (unmet !== undefined) {
      const { name, values, value } = unmet;
      const message = `${operation.name} needs ${name} ${values.join(" or ")}, which is ${value}.`;
      return refusal(act, condition.otherwise ?? CONFLICT, message);
    }
  }
  return undefined;
}

/** Whether a list shows a resource, by what it shows only. */
export function isListed({ deed, parameters }: Pick<Act, "deed" | "parameters">, members: Members): boolean {
  const conditions = deed.only ?? [];
  return conditions.every(
    (only) => (only.unless !== undefined && parameters[only.unless] !== undefined) || hasValues(members, only.members),
  );
}

/** Whether members have one of the values each that they should have. */
export function hasValues(members: Members, wanted: Values): boolean {
  return Object.entries(wanted).every(([member, values]) => values.includes(String(members[member])));
}

/** The first member that has none of its values. Braces read the request, too, and what it names. */
function unmetIn(act: Act, wanted: Values, members: Members) {
  const scope = { ...members, ...requestOf(act) };
  return Object.entries(wanted)
    .map(([name, values]) => {
      const filling = { scope, now: act.now, named: (arn: string) => withArn(act, arn) };
      return { name, values, value: name.startsWith("{") ? fill(name, filling) : members[name] };
    })
    .find(({ values, value }) => !values.includes(String(value)));
}

/** Throws where there can be no more of what a request would make. */
export function refuseBeyondQuota(act: Act, made: Members): void {
  const { kind, operation, memory, quotas: told = {} } = act;
  const { quotas = {} } = kindNamed(kind);
  for (const [code, { name, count, of = kind, by, whenSet, where = {}, unless, alike }] of Object.entries(quotas)) {
    const isCounted = (members: Members): boolean =>
      hasValues(members, where) &&
      (unless === undefined || !hasValues(members, unless)) &&
      (alike === undefined || members[alike] === made[alike]);
    const most = told[code] ?? (whenSet === true ? Number.POSITIVE_INFINITY : count);
    const isMeant = by === undefined ? act.deed.does === "create" : by === operation.name;
    if (isMeant && memory.all(of).filter(({ members }) => isCounted(members)).length >= most) {
      throw refusal(act, QUOTA_EXCEEDED, `${name} (${code}): there are ${most}, and there can be no more.`);
    }
  }
}
