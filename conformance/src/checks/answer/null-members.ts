import { type Issue, refusedNullMembers, withoutMembers } from "@bedrock-contract/validators";
import { followsAws } from "@bedrock-contract/wire";
import type { Judge } from "../../exchange/exchange-validators.ts";
import { chunksOf, eventChunksOf } from "../../exchange/stream/chunks.ts";
import type { Difference, FramePlace } from "../../result.ts";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { caseDocument, restJson } from "../documents.ts";
import { frameVerdict, placeOf } from "../stream/frame-fault.ts";
import { answerValidator } from "./answer-validator.ts";

/** A member without a value is left out. Clients take null for absent, other readers may not. */
export const nullMembers: Check = {
  id: "null-members",
  level: "SHOULD",
  rule: "An optional member that has no value is left out; clients take null for absent, though the documents do not show it.",
  documented: ({ operation, case: given }) =>
    operation.hasFormat !== true && followsAws(operation) ? restJson("Null values") : caseDocument(given),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const {
    answer: { json, stream, sse },
    validators,
  } = context;
  if (stream !== undefined || sse !== undefined) {
    const chunks = sse === undefined ? chunksOf(stream) : eventChunksOf(sse);
    return frameVerdict(chunks, ({ frame, value }) => nullFaults(value, validators.chunk, placeOf(frame)));
  }
  const validator = answerValidator(context);
  return json.isJson
    ? verdictOf(nullFaults(json.value, validator), { applies: validator !== undefined })
    : "not-applicable";
}

function nullFaults(value: unknown, validator: Judge | undefined, frame?: FramePlace): readonly Difference[] {
  const { nulls } = validator === undefined ? { nulls: [] } : withoutNulls(validator, value);
  return nulls.map((pointer) => ({
    pointer,
    message: "the member is null",
    expected: "no such member, or a value",
    received: "null",
    ...(frame && { frame }),
  }));
}

/**
 * The places of the members of a value that are null and may be absent; what else is wrong with it; and the value
 * without them.
 */
export function withoutNulls(
  validator: Judge,
  value: unknown,
): { readonly nulls: readonly string[]; readonly issues: readonly Issue[]; readonly rest: unknown } {
  let rest = value;
  let issues = validator.is(value) ? [] : validator.issues(value);
  const places = issues.length === 0 ? [] : refusedNullMembers(validator, value);
  const nulls = places.filter((pointer) => {
    const shorter = withoutMembers(rest, [pointer]);
    const left = validator.issues(shorter);
    // A required member may not be left out instead.
    const isBetter = left.length < issues.length;
    [rest, issues] = isBetter ? [shorter, left] : [rest, issues];
    return isBetter;
  });
  return { nulls, issues, rest };
}
