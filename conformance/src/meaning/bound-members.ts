import {
  type FilterBinding,
  type OperationMeaning,
  type ParameterBinding,
  type PlacedValue,
  passesFilter,
  readAll,
  readPointer,
} from "@bedrock-contract/validators";
import type { Difference } from "../result.ts";

/** What is judged: the body of a response and the parameters of its request. */
export interface BoundResponse {
  readonly body: unknown;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Where a response is not about what was asked; undefined where no parameter of the request binds anything. */
export function bindingDifferences(
  { parameters: known = {}, items = "" }: OperationMeaning,
  { body, parameters }: BoundResponse,
): readonly Difference[] | undefined {
  const bound = Object.entries(known).filter(
    ([name, { whereGiven, otherwise }]) =>
      parameters[name] !== undefined || whereGiven === true || otherwise !== undefined,
  );
  if (bound.length === 0) {
    return undefined;
  }
  const places = items === "" ? [] : readAll(body, items);
  return bound.flatMap(([name, binding]) => {
    const asked = { name, value: parameters[name], body, items: places, list: items.replace(/\/\*$/, "") };
    const value = asked.value ?? binding.otherwise;
    return [
      ...(binding.whereGiven === true ? presenceDifferences(binding, asked) : []),
      ...(value === undefined ? [] : differencesOf(binding, { ...asked, value })),
    ];
  });
}

interface Asked {
  readonly name: string;
  readonly value: unknown;
  readonly body: unknown;
  readonly items: readonly PlacedValue[];
  readonly list: string;
}

function differencesOf(binding: ParameterBinding, asked: Asked): readonly Difference[] {
  const { how } = binding;
  switch (how) {
    case "identity":
      return identityDifferences(binding, asked);
    case "atMost":
      return asked.items.length <= Number(asked.value)
        ? []
        : [
            difference(asked, {
              pointer: asked.list,
              expected: `at most ${asked.value}`,
              received: `${asked.items.length} items`,
            }),
          ];
    case "order":
      return orderDifferences(binding, asked);
    case "chooses":
      return choiceDifferences(binding, asked);
    default:
      return asked.items.flatMap((item) => itemDifferences({ ...binding, how }, item, asked));
  }
}

/** Where a member is missing though the parameter is given, or is there though it is not. */
function presenceDifferences(binding: ParameterBinding, asked: Asked): readonly Difference[] {
  const isGiven = asked.value !== undefined;
  const owners = binding.how === "identity" ? [{ pointer: "", value: asked.body }] : asked.items;
  const wrong = owners.filter(({ value }) => membersOf(value, binding).length > 0 !== isGiven);
  return wrong.map(({ pointer }) => ({
    pointer: `${pointer}${binding.members?.[0] ?? ""}`,
    message: `the response ${isGiven ? "does not say" : "says"} what ${asked.name} asks for`,
    expected: isGiven ? `the same, by ${asked.name}=${String(asked.value)}` : `no such member without ${asked.name}`,
    received: isGiven ? "no such member" : "one",
  }));
}

function itemDifferences(binding: FilterBinding, item: PlacedValue, asked: Asked): readonly Difference[] {
  const members = membersOf(item.value, binding);
  const [first] = members;
  if (first === undefined || members.some(({ value }) => passesFilter(binding, value, String(asked.value)))) {
    return [];
  }
  const received = members.map(({ value }) => JSON.stringify(value)).join(", ");
  return [difference(asked, { pointer: `${item.pointer}${first.pointer}`, expected: EXPECTED[binding.how], received })];
}

/** What the value of a filter asks of a member. */
const EXPECTED: Readonly<Record<FilterBinding["how"], string>> = {
  equals: "the same",
  named: "the same",
  model: "the same model",
  contains: "a name that contains it",
  includes: "a list that includes it",
  from: "a time that is not before it",
  until: "a time that is not after it",
};

function identityDifferences(binding: ParameterBinding, asked: Asked): readonly Difference[] {
  const found = membersOf(asked.body, binding);
  const others = found.filter(({ value }) => !isNamed(String(value), String(asked.value)));
  const [first] = others;
  if (first === undefined || (binding.every !== true && others.length < found.length)) {
    return [];
  }
  return [difference(asked, { pointer: first.pointer, expected: "the same", received: JSON.stringify(first.value) })];
}

/** Whether an identifier names a resource: by its name or id, by its ARN, or by the end of one. */
function isNamed(value: string, identifier: string): boolean {
  const areArns = value.startsWith("arn:") && identifier.startsWith("arn:");
  return areArns ? withoutAccount(value) === withoutAccount(identifier) : endOf(value) === endOf(identifier);
}

/** Recordings name other accounts than were asked for. */
function withoutAccount(arn: string): string {
  return arn.replace(/^((?:[^:]*:){4})[^:]*/, "$1");
}

function endOf(identifier: string): string {
  return identifier.slice(identifier.lastIndexOf("/") + 1);
}

function orderDifferences(binding: ParameterBinding, asked: Asked): readonly Difference[] {
  const sign = asked.value === "Descending" ? -1 : 1;
  const times = asked.items.flatMap(({ pointer, value }) =>
    membersOf(value, binding).map((member) => ({
      pointer: `${pointer}${member.pointer}`,
      value: member.value,
      time: Date.parse(String(member.value)),
    })),
  );
  const late = times.find(({ time }, index) => sign * ((times[index - 1]?.time ?? Number.NaN) - time) > 0);
  return late === undefined
    ? []
    : [difference(asked, { pointer: late.pointer, expected: "that order", received: JSON.stringify(late.value) })];
}

/** The body has no member that another value chooses. A value that chooses none binds nothing. */
function choiceDifferences({ choices = {} }: ParameterBinding, asked: Asked): readonly Difference[] {
  const chosen = choices[String(asked.value)];
  const others = chosen === undefined ? [] : Object.values(choices).filter((pointer) => pointer !== chosen);
  const pointer = others.find((other) => (readPointer(asked.body, other) ?? null) !== null);
  return pointer === undefined ? [] : [difference(asked, { pointer, expected: `${chosen}`, received: pointer })];
}

/** The members that are there. */
function membersOf(owner: unknown, { members = [] }: ParameterBinding): readonly PlacedValue[] {
  return members.flatMap((member) => readAll(owner, member)).filter(({ value }) => value !== null);
}

function difference(
  { name, value }: Asked,
  details: { readonly pointer: string; readonly expected: string; readonly received: string },
): Difference {
  const expected = `${details.expected}, by ${name}=${String(value)}`;
  return { ...details, message: `the response is not about what ${name} asks for`, expected };
}
