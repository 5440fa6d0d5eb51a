import { meanings, type PlacedValue, type ResponseMeaning, readAll, readPointer } from "@bedrock-contract/validators";
import { memberPointer, pointerKeys } from "@bedrock-contract/validators/pointer";
import { defined } from "../../defined.ts";
import { parseJson } from "../../exchange/parse-json.ts";
import { streamConstants } from "../../meaning/stream-constants.ts";
import { membersOf } from "../specs/spec-tree.ts";
import { withJson } from "./body-mutants.ts";
import { withAt } from "./json-changes.ts";
import { callReason, meaningView } from "./meaning-view.ts";
import type { Because, Mutant, RawAnswer } from "./mutant.ts";
import type { MutantContext, MutantSource } from "./mutant-source.ts";
import { chunksOf, withChunks } from "./stream-chunks.ts";

/**
 * What tells elements and streams apart, made wrong: indexes, ids of tool calls, what is the same in each chunk of a
 * stream, the number of vectors.
 */
export const identityMutants: MutantSource = function* (context) {
  if (context.recording.answer.status >= 300) {
    return;
  }
  yield* ofArns(context);
  yield* ofModel(context);
  yield* ofChoicesAndCalls(context);
  yield* ofStreamConstants(context);
  yield* ofBlockNumbers(context);
  yield* ofListedIds(context);
  yield* ofTimes(context);
  for (const list of meanings[context.recording.operation.name]?.indexed ?? []) {
    yield* ofIndexedList(context, list);
  }
};

/** Times of the year before the first one. */
function* ofTimes({ recording: { answer, operation } }: MutantContext): Generator<Mutant> {
  const { items = "", times } = meanings[operation.name] ?? {};
  const body = parseJson(answer.body);
  for (const place of body.isJson ? (times?.later ?? []) : []) {
    for (const { pointer } of readAll(body.isJson ? body.value : undefined, `${items}${place}`)) {
      const changed = withAt(body.isJson ? body.value : undefined, pointerKeys(pointer), {
        value: "2001-01-01T00:00:00Z",
      });
      yield { class: "time-before-first", place: pointer, answer: withJson(answer, changed) };
    }
  }
}

function* ofChoicesAndCalls(context: MutantContext): Generator<Mutant> {
  const view = meaningView(context);
  const { demands } = context.recording;
  if (view === undefined || demands?.kind !== "text") {
    return;
  }
  const { choices, toolCalls, toolCallId: at } = demands.format.response;
  for (const list of [choices, toolCalls]) {
    yield* ofIndexes(view.places(list && `${list}/index`), (changes) => view.with(changes));
  }
  const ids = at === undefined || toolCalls === undefined ? [] : view.places(`${toolCalls}${at}`);
  const because = callReason({
    view,
    meaning: { ...demands, response: view.root, isStreamed: view.isStream, headers: {} },
  });
  const first = ids.find(({ value }) => typeof value === "string" && value !== "");
  for (const { pointer, value } of ids.filter((id) => typeof id.value === "string" && id.value !== "")) {
    yield {
      class: "tool-id-emptied",
      place: pointer,
      answer: view.with({ [pointer]: "" }),
      ...defined({ harmlessBecause: because }),
    };
    if (first !== undefined && value !== first.value) {
      yield { class: "tool-ids-equalled", place: pointer, answer: view.with({ [pointer]: first.value }) };
    }
  }
}

type IndexedList = NonNullable<ResponseMeaning["indexed"]>[number];

type With = (changes: Readonly<Record<string, unknown>>) => RawAnswer;

/** Indexes shifted, negative, doubled, with a gap. */
function* ofIndexes(places: readonly PlacedValue[], changed: With): Generator<Mutant> {
  const indexes = places.filter(({ value }) => typeof value === "number");
  if (indexes.length === 0) {
    return;
  }
  const most = Math.max(...indexes.map(({ value }) => Number(value)));
  const changes: readonly (readonly [string, (index: number) => number])[] = [
    ["shifted", (index) => index + 1],
    ["negative", (index) => index - 1],
    ["doubled", () => 0],
    ["with-a-gap", (index) => (index === most ? index + 1 : index)],
  ];
  for (const [what, change] of changes) {
    const others = indexes.filter(({ value }) => change(Number(value)) !== value);
    if (others.length > 0) {
      const values = others.map(({ pointer, value }) => [pointer, change(Number(value))]);
      yield { class: `index-${what}`, place: others[0]?.pointer ?? "", answer: changed(Object.fromEntries(values)) };
    }
  }
}

/** What is the same in each chunk changed, in all chunks and in the last. */
function* ofStreamConstants({ recording: { answer, validators }, isStream }: MutantContext): Generator<Mutant> {
  const { documented, expected } = streamConstants(validators);
  const isOfEvents = validators.sse !== undefined;
  const chunks = isStream ? chunksOf(answer.body, isOfEvents) : [];
  for (const place of [...documented, ...expected]) {
    const name = `stream-${pointerKeys(place).at(-1)?.replace(/_at$/, "")}-changed`;
    const holders = chunks.filter(({ chunk }) => /^(?:string|number)$/.test(typeof readPointer(chunk, place)));
    const last = holders.at(-1);
    if (last === undefined || holders.length < 2) {
      continue;
    }
    let count = 0;
    const inEach = withChunks(answer.body, isOfEvents, (chunk) => {
      count += 1;
      return withOther(chunk, place, count);
    });
    yield { class: name, place: `${place} in each chunk`, answer: { ...answer, body: inEach } };
    yield { class: name, place, answer: { ...answer, body: last.put(withOther(last.chunk, place, 1)) } };
  }
}

function withOther(chunk: unknown, place: string, count: number): unknown {
  const value = readPointer(chunk, place);
  if (typeof value !== "string" && typeof value !== "number") {
    return chunk;
  }
  return withAt(chunk, pointerKeys(place), { value: typeof value === "number" ? value + count : `${value}-${count}` });
}

/** The numbers of the blocks of a message, in all events of a stream. */
function* ofBlockNumbers({ recording: { answer, validators }, isStream }: MutantContext): Generator<Mutant> {
  const fold = (validators.sse?.chunks ?? validators.stream ?? validators.conversation?.stream)?.fold ?? [];
  const places = [...new Set(fold.flatMap(({ index }) => index ?? []))];
  const isOfEvents = validators.sse !== undefined;
  const changes: readonly (readonly [string, (number: number, last: number) => number])[] = [
    ["shifted", (number) => number + 1],
    ["negative", (number) => -1 - number],
    ["doubled", () => 0],
    ["with-a-gap", (number, last) => (number === last ? number + 1 : number)],
  ];
  if (!isStream || places.length === 0) {
    return;
  }
  const numbers = chunksOf(answer.body, isOfEvents).flatMap(({ chunk }) =>
    places.flatMap((place) => readAll(chunk, place)),
  );
  const last = Math.max(...numbers.map(({ value }) => Number(value)));
  for (const [what, change] of changes) {
    const renumbered = (chunk: unknown): unknown =>
      places
        .flatMap((place) => readAll(chunk, place))
        .filter(({ value }) => typeof value === "number")
        .reduce(
          (value, place) => withAt(value, pointerKeys(place.pointer), { value: change(Number(place.value), last) }),
          chunk,
        );
    const body = withChunks(answer.body, isOfEvents, renumbered);
    if (!body.equals(withChunks(answer.body, isOfEvents, (chunk) => chunk))) {
      yield { class: `block-number-${what}`, place: places.join(", "), answer: { ...answer, body } };
    }
  }
}

/** The ids of the elements of a list emptied, and what tells them apart made equal. */
function* ofListedIds({ recording: { answer, operation }, isStream }: MutantContext): Generator<Mutant> {
  const { identifiers = [] } = meanings[operation.name] ?? {};
  const body = isStream ? undefined : parseJson(answer.body);
  for (const ids of body?.isJson ? listedIds(body.value, "") : []) {
    const [first, second] = ids;
    const put = (place: PlacedValue, value: unknown): RawAnswer =>
      withJson(answer, withAt(body?.isJson ? body.value : undefined, pointerKeys(place.pointer), { value }));
    const isIdentifier = identifiers.some((place) => first?.pointer.endsWith(place));
    if (first !== undefined) {
      const because: Because = isIdentifier || first.pointer.endsWith("rn") ? {} : { harmlessBecause: "string-free" };
      yield { class: "listed-id-emptied", place: first.pointer, answer: put(first, ""), ...because };
    }
    if (first !== undefined && second !== undefined && isIdentifier) {
      yield { class: "listed-ids-equalled", place: second.pointer, answer: put(second, first.value) };
    }
    // Some responses say by themselves to which account each item belongs.
    const isOwned = [first, second].every((place) => OWNED_ARN.test(String(place?.value)));
    if (second !== undefined && isOwned && !answer.body.includes('AccountId"')) {
      const other = String(second.value).replace(OWNED_ARN, "$1222233334444:");
      yield { class: "arn-of-another-account", place: second.pointer, answer: put(second, other) };
    }
  }
}

/** The ARN of what an account has in Bedrock, up to its resource. */
const OWNED_ARN = /^(arn:[^:]+:bedrock:[^:]*:)\d{12}:/;

/** What tells the elements of a list apart, list by list: members named id, or whose names end so, or with ARN. */
function* listedIds(value: unknown, pointer: string): Generator<readonly PlacedValue[]> {
  const members = membersOf(value);
  if (members === undefined) {
    return;
  }
  if (Array.isArray(value)) {
    const names = new Set(value.flatMap((element) => Object.keys(membersOf(element) ?? {})).filter(isIdName));
    for (const name of names) {
      yield readAll(value, `/*/${name}`)
        .filter((place) => typeof place.value === "string" && place.value !== "")
        .map((place) => ({ ...place, pointer: `${pointer}${place.pointer}` }));
    }
  }
  for (const [name, member] of Object.entries(members)) {
    yield* listedIds(member, memberPointer(pointer, name));
  }
}

function isIdName(name: string): boolean {
  return /^id$|_id$|Id$|^arn$|Arn$/.test(name);
}

/** ARNs of AWS's management API, in members that are named after them, cut, emptied and with another number of digits. */
function* ofArns({ recording: { answer, operation } }: MutantContext): Generator<Mutant> {
  const text = answer.body.toString("utf8");
  const arn = operation.api === "management" ? /"\w*Arn":"(arn:aws:[^"]+)"/.exec(text)?.[1] : undefined;
  if (arn === undefined) {
    return;
  }
  const [, , service = "", region = "", account = "", ...resource] = arn.split(":");
  const others = [
    "",
    resource.join(":"),
    arn.replace(/^arn:/, ""),
    ["arn", "aws", service, region, ...resource].join(":"),
    ["arn", "aws", service, region, `${account}0`, ...resource].join(":"),
    ["arn", "aws", service, region, account, ""].join(":"),
  ];
  for (const other of others) {
    const body = Buffer.from(text.replace(`Arn":"${arn}"`, `Arn":"${other}"`));
    yield { class: "arn-malformed", place: `${arn} -> ${other}`, answer: { ...answer, body } };
  }
}

/** A response of another model than the request asks for. */
function* ofModel({ recording: { answer, operation } }: MutantContext): Generator<Mutant> {
  const { model } = meanings[operation.name] ?? {};
  const body = parseJson(answer.body);
  if (model !== undefined && body.isJson && typeof readPointer(body.value, model) === "string") {
    const changed = withAt(body.value, pointerKeys(model), { value: "another-model" });
    yield { class: "model-other", place: model, answer: withJson(answer, changed) };
  }
}

function* ofIndexedList({ recording: { answer } }: MutantContext, { list, index }: IndexedList): Generator<Mutant> {
  const body = parseJson(answer.body);
  if (!body.isJson) {
    return;
  }
  const changed: With = (changes) =>
    withJson(
      answer,
      Object.entries(changes).reduce<unknown>(
        (value, [pointer, replacement]) => withAt(value, pointerKeys(pointer), { value: replacement }),
        body.value,
      ),
    );
  yield* ofIndexes(readAll(body.value, `${list}/*${index}`), changed);
  const elements = readAll(body.value, `${list}/*`).map(({ value }) => value);
  const [first] = elements;
  if (first !== undefined) {
    yield { class: "element-added", place: list, answer: changed({ [list]: [...elements, first] }) };
    yield { class: "element-dropped", place: list, answer: changed({ [list]: elements.slice(1) }) };
  }
  if (elements.length > 1) {
    const alike = elements.map((element) => withAt(first, pointerKeys(index), { value: readPointer(element, index) }));
    yield { class: "elements-equalled", place: list, answer: changed({ [list]: alike }) };
  }
  for (const { pointer, value } of readAll(body.value, `${list}/*/*`)) {
    const numbers: readonly unknown[] = Array.isArray(value) ? value : [];
    if (numbers.length > 0 && numbers.every((number) => typeof number === "number")) {
      yield { class: "vector-zeroed", place: pointer, answer: changed({ [pointer]: numbers.map(() => 0) }) };
    }
  }
}
