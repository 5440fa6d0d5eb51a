import { meanings, readAll, readPointer } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { errorMessageOf, errorTypeOf, followsAws } from "@bedrock-contract/wire";
import { countDifferences } from "../../checks/differences.ts";
import { defined } from "../../defined.ts";
import { parseJson } from "../../exchange/parse-json.ts";
import { bindingDifferences } from "../../meaning/bound-members.ts";
import type { EquivalenceName } from "../equivalences.ts";
import type { Recording } from "../recording.ts";
import { withJson } from "./body-mutants.ts";
import { withAt } from "./json-changes.ts";
import type { Mutant } from "./mutant.ts";
import type { MutantContext, MutantSource } from "./mutant-source.ts";

/**
 * Requests judged wrongly: an invalid one is answered like its valid twin or refused for another reason, a valid one is
 * refused or answered like another.
 */
export const requestMutants: MutantSource = function* (context) {
  const { recording } = context;
  if (recording.case.kind === "negative" || recording.case.authentication !== undefined) {
    yield* ofRefusal(context);
  } else if (isSuccess(recording)) {
    yield* ofSuccess(context);
    yield* ofSought(context);
  }
};

/** What was created just before is not there. */
function* ofSought({ recording: { case: given, answer } }: MutantContext): Generator<Mutant> {
  const body = parseJson(answer.body);
  for (const [place, values] of body.isJson ? Object.entries(given.sought ?? {}) : []) {
    for (const found of body.isJson ? readAll(body.value, place) : []) {
      if (values.includes(found.value)) {
        const other = withAt(body.isJson ? body.value : undefined, pointerKeys(found.pointer), {
          value: `${String(found.value).slice(0, -4)}zzzz`,
        });
        yield { class: "created-missing", place: found.pointer, answer: withJson(answer, other) };
      }
    }
  }
}

function* ofRefusal({ recording, recordings }: MutantContext): Generator<Mutant> {
  const others = recordings.filter((other) => isAlike(other, recording));
  const twin = nearest(recording, others.filter(isSuccess));
  if (twin !== undefined) {
    yield { class: "invalid-accepted", place: `answered like ${twin.case.id}`, answer: twin.answer };
  }
  const reasons = new Set([messageOf(recording)]);
  for (const other of others) {
    const message = messageOf(other);
    if (isRefusedAlike(other, recording) && !reasons.has(message) && reasons.size <= MOST_REASONS) {
      reasons.add(message);
      const { names } = recording.case.expect;
      const isBound = names !== undefined && !message.toLowerCase().includes(names.toLowerCase());
      yield {
        class: "refused-for-another-reason",
        place: `answered like ${other.case.id}`,
        answer: other.answer,
        ...(isBound ? {} : { harmlessBecause: "reason-unbound" }),
      };
    }
  }
}

const MOST_REASONS = 4;

function isRefusedAlike({ answer: one }: Recording, { answer: other }: Recording): boolean {
  return one.status >= 400 && one.status === other.status && errorTypeOf(one.headers) === errorTypeOf(other.headers);
}

function messageOf({ answer, operation }: Recording): string {
  const text = answer.body.toString("utf8");
  const json = parseJson(answer.body);
  return !followsAws(operation) || !json.isJson ? text : (errorMessageOf(json.value) ?? "");
}

function* ofSuccess({ recording, recordings }: MutantContext): Generator<Mutant> {
  const others = recordings.filter((other) => isAlike(other, recording));
  const refused = others.find(({ answer }) => answer.status === 400);
  if (refused !== undefined) {
    yield {
      class: "valid-refused",
      place: `answered like ${refused.case.id}`,
      answer: refused.answer,
      ...(recording.case.expect.status.includes(400) ? { harmlessBecause: "status-allowed" } : {}),
    };
  }
  const alike = others.filter((other) => isAnsweredAlike(other, recording));
  for (const other of spread(alike, MOST_OTHERS)) {
    const because = reasonOf(recording, other);
    yield {
      class: "answered-like-another",
      place: `answered like ${other.case.id}`,
      answer: other.answer,
      ...defined({ harmlessBecause: because }),
    };
  }
}

const MOST_OTHERS = 6;

/** Some of a list, spread over all of it. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.ceil(list.length / most));
  return list.filter((_, index) => index % step === 0);
}

/** Whether another request got another success, of the same kind. */
function isAnsweredAlike(other: Recording, { case: given, answer }: Recording): boolean {
  return (
    isSuccess(other) &&
    other.case.mediaType === given.mediaType &&
    other.case.expect.streamException === undefined &&
    !other.answer.body.equals(answer.body)
  );
}

/** Why a response to another request may answer this one. */
function reasonOf(recording: Recording, other: Recording): EquivalenceName | undefined {
  if (recording.demands !== undefined) {
    return "text-free";
  }
  if (recording.case.body !== undefined) {
    return "answer-made-anew";
  }
  if (isUntold(recording) && isUntold(other)) {
    return "asked-untold";
  }
  if (isOfSameResource(recording, other)) {
    return "resource-in-time";
  }
  return passesFilters(recording, other) ? "items-pass" : undefined;
}

/** Whether a response to another request shows the resource that this one names. */
function isOfSameResource({ case: { parameters }, operation }: Recording, other: Recording): boolean {
  const meaning = meanings[operation.name] ?? {};
  const body = parseJson(other.answer.body);
  const bindings = Object.entries(meaning.parameters ?? {}).filter(
    ([name, { how }]) => how === "identity" && parameters[name] !== undefined,
  );
  return (
    body.isJson &&
    bindings.some(([, { members = [] }]) => members.some((member) => readPointer(body.value, member) !== undefined)) &&
    bindingDifferences(meaning, { body: body.value, parameters })?.length === 0
  );
}

/** Whether a response that lists nothing holds no value of the parameters of its request, and no end of an ARN there. */
function isUntold({ case: { parameters }, answer, operation }: Recording): boolean {
  return (
    meanings[operation.name]?.items === undefined &&
    Object.values(parameters).every((value) => !isMember(String(value).replace(/^arn:.*\//, ""), answer))
  );
}

/** Whether the items that another request got pass all filters of this one. */
export function passesFilters(recording: Recording, other: Recording): boolean {
  const { pagination } = recording.operation;
  const { [pagination?.input ?? ""]: _, [pagination?.limit ?? ""]: limit, ...filters } = recording.case.parameters;
  const [known, items] = [identitiesOf(recording), identitiesOf(other)];
  if (items === undefined || items.length > Number(limit ?? Number.POSITIVE_INFINITY)) {
    return false;
  }
  const areFilteredAlike = Object.entries(filters).every(
    ([name, value]) =>
      other.case.parameters[name] === value ||
      itemsHave(other, name, value) ||
      (items.length < 2 && /^sort/.test(name)) ||
      !(known?.length === 0 || /^sort/.test(name) || isSaid(value, recording.answer)),
  );
  return areFilteredAlike || items.every((item) => known?.includes(item));
}

/** Whether all items have the value that a filter asks for, though another request got them. */
function itemsHave({ answer, operation }: Recording, name: string, value: unknown): boolean {
  const { items = "", parameters = {} } = meanings[operation.name] ?? {};
  const { how, members = [] } = parameters[name] ?? {};
  const json = parseJson(answer.body);
  return (
    how === "equals" &&
    json.isJson &&
    readAll(json.value, items).every((item) => members.some((member) => readPointer(item.value, member) === value))
  );
}

/** Whether the items say what a filter chooses by: a time, or the value itself. Of a project, say, they do not. */
function isSaid(value: unknown, { body }: Recording["answer"]): boolean {
  const text = String(value).toLowerCase();
  return /^\d{4}-\d{2}-\d{2}t/.test(text) || body.toString("utf8").toLowerCase().includes(text);
}

/** Whether a member is the value, or ends with it. Text inside a member, such as a policy, does not count. */
function isMember(value: string, { body }: Recording["answer"]): boolean {
  const text = body.toString("utf8");
  return text.includes(`${value}"`) || text.includes(`":${value}`);
}

/** What tells the items of a list apart, item by item; undefined where the response is not a list. */
function identitiesOf({ answer, operation }: Recording): readonly string[] | undefined {
  const { items, identifiers = [] } = meanings[operation.name] ?? {};
  const json = parseJson(answer.body);
  return items === undefined || !json.isJson
    ? undefined
    : readAll(json.value, items).map(({ value }) =>
        JSON.stringify(identifiers.map((place) => readPointer(value, place))),
      );
}

function isAlike({ case: one }: Recording, { case: other }: Recording): boolean {
  return one.operation === other.operation && one.format === other.format && one.id !== other.id;
}

/** A stream can begin with a success, and then refuse what the request goes on with. */
function isSuccess({ answer, case: given }: Recording): boolean {
  return answer.status < 300 && given.kind !== "negative";
}

/** The exchange whose request differs in the fewest places. */
function nearest({ case: given }: Recording, others: readonly Recording[]): Recording | undefined {
  const parts = ({ body, parameters }: Recording["case"]): unknown => ({ body: body ?? null, parameters });
  const distances = others.map((other) => countDifferences(parts(given), parts(other.case)));
  return others[distances.indexOf(Math.min(...distances))];
}
