import { type GuardrailDescription, type PlacedValue, readAll, readPointer } from "@bedrock-contract/validators";
import { memberPointer } from "@bedrock-contract/validators/pointer";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";
import { guardedBody } from "./guarded-body.ts";

/** What a guardrail evaluated is billed, and what it did not evaluate is not guarded. */
export const guardrailCounts: Check = {
  id: "guardrail-counts",
  level: "MUST",
  rule: "A guardrail evaluated at most what the request contains, and its total units are at least those of each assessment.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { guardrail } = context.validators;
  const body = guardedBody(context);
  if (guardrail === undefined || isError(context) || body === undefined) {
    return "not-applicable";
  }
  const { coverage } = guardrail;
  const pairs = coverage === undefined ? [] : readAll(body, coverage.in).flatMap((place) => pairsIn(place, coverage));
  const units = unitsIn(body, guardrail);
  return verdictOf([...pairs, ...units].flatMap(tooMany), { applies: pairs.length + units.length > 0 });
}

/** A count, and the most that it can be. */
interface Bounded {
  readonly pointer: string;
  readonly message: string;
  readonly value: number;
  readonly most: number;
}

function tooMany({ pointer, message, value, most }: Bounded): readonly Difference[] {
  return value > most ? [{ pointer, message, expected: `${most} or less`, received: String(value) }] : [];
}

type Coverage = NonNullable<GuardrailDescription["coverage"]>;
type Placed = Pick<PlacedValue, "value" | "pointer">;

/** Deeper only a hostile response nests. */
const MAX_DEPTH = 32;

function pairsIn({ value, pointer }: Placed, coverage: Coverage, depth = 0): readonly Bounded[] {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) {
    return [];
  }
  const { part, whole } = coverage;
  const members = Object.entries(value);
  const [guarded, total] = [part, whole].map((name) => members.find(([key]) => key === name)?.[1]);
  if (typeof guarded === "number" && typeof total === "number") {
    const message = "more was evaluated than there is";
    return [{ pointer: memberPointer(pointer, part), message, value: guarded, most: total }];
  }
  return members.flatMap(([key, member]) =>
    pairsIn({ value: member, pointer: memberPointer(pointer, key) }, coverage, depth + 1),
  );
}

function unitsIn(body: unknown, { usage }: GuardrailDescription): readonly Bounded[] {
  return readAll(body, usage === undefined ? [] : `${usage.each}/*`).flatMap(({ pointer, value }) => {
    const most = readPointer(body, `${usage?.total}${pointer.slice(pointer.lastIndexOf("/"))}`);
    const message = "an assessment took more units than all together";
    return typeof value === "number" && typeof most === "number" ? [{ pointer, message, value, most }] : [];
  });
}
