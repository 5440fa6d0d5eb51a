import type { OperationValue, ParameterValue, Value } from "../compare/value.ts";

/** What is new in a value: its type, the values that an enumeration got, the elements or members that are new. */
export type Addition = string | ReadonlySet<string> | readonly Addition[] | { readonly [member: string]: Addition };

const RECURSIVE = "... recursive ...";
const WIDTH = 80;

/** The members and values that a request has and had not; undefined where there are none. */
export function requestAdditions(before: OperationValue | undefined, after: OperationValue): Addition | undefined {
  return merged(
    parameterAdditions(before?.parameters, after.parameters),
    bodyAdditions(before?.request, after.request),
  );
}

/** The members and values that a response has and had not. */
export function responseAdditions(before: OperationValue | undefined, after: OperationValue): Addition | undefined {
  return merged(parameterAdditions(before?.headers, after.headers), bodyAdditions(before?.response, after.response));
}

/** An addition as AWS's pages of API changes write it. */
export function additionText(addition: Addition, indent = 0): string {
  const line = lineOf(addition);
  if (typeof addition === "string" || indent + line.length <= WIDTH) return line;
  if (addition instanceof Set) return wrapped([...addition].map(quoted), indent + 1);
  if (isList(addition)) return `[${addition.map((element) => additionText(element, indent + 1)).join(", ")}]`;
  const members = Object.entries(addition).map(([name, member]) => {
    const start = `${quoted(name)}: `;
    return start + additionText(member, indent + 1 + start.length);
  });
  return `{${members.join(`,\n${" ".repeat(indent + 1)}`)}}`;
}

function lineOf(addition: Addition): string {
  if (typeof addition === "string") return quoted(addition);
  if (addition instanceof Set) return `{${[...addition].map(quoted).join(", ")}}`;
  if (isList(addition)) return `[${addition.map(lineOf).join(", ")}]`;
  const members = Object.entries(addition).map(([name, member]) => `${quoted(name)}: ${lineOf(member)}`);
  return `{${members.join(", ")}}`;
}

function wrapped(words: readonly string[], indent: number): string {
  const lines = [""];
  for (const word of words) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && indent + last.length + word.length > WIDTH) lines.push(`${word}, `);
    else lines[lines.length - 1] = `${last}${word}, `;
  }
  const text = lines.map((line) => line.trimEnd()).join(`\n${" ".repeat(indent)}`);
  return `{${text.slice(0, -1)}}`;
}

function quoted(text: string): string {
  return `'${text}'`;
}

function isList(addition: Addition): addition is readonly Addition[] {
  return Array.isArray(addition);
}

function parameterAdditions(
  before: OperationValue["parameters"] = {},
  after: OperationValue["parameters"],
): Addition | undefined {
  return named(
    Object.entries(after).map(([name, parameter]: [string, ParameterValue]) => [
      parameter.member ?? name,
      valueAdditions(before[name]?.value, parameter.value, []),
    ]),
  );
}

function bodyAdditions(before: Value | undefined, after: Value | undefined): Addition | undefined {
  if (!after || (before && before.type !== after.type)) return undefined;
  const found = valueAdditions(before, after, []);
  return typeof found === "string" ? { body: found } : found;
}

/** What a value has and had not; all of it where there was none. `around` are the values that it is in. */
function valueAdditions(before: Value | undefined, after: Value, around: readonly string[]): Addition | undefined {
  if (around.includes(after.id)) return before ? undefined : RECURSIVE;
  const inside = [...around, after.id];
  if (!before) return typeOf(after, inside);
  if (before.type !== after.type) return undefined;
  const values = (after.values ?? []).filter((value) => !before.values?.includes(value));
  if (before.values && values.length > 0) return new Set(values);
  const [element, other] = [before.element(), after.element()];
  if (element && other) return valueAdditions(element, other, inside);
  const members = before.members();
  return named(
    Object.entries(after.members()).map(([name, member]) => [
      name,
      valueAdditions(members[name]?.value, member.value, inside),
    ]),
  );
}

function typeOf(value: Value, inside: readonly string[]): Addition {
  const element = value.element();
  const inner = element && (valueAdditions(undefined, element, inside) ?? element.type);
  if (inner !== undefined) return value.type === "map" ? { string: inner } : [inner];
  if (value.values) return value.values.join(" | ");
  if (value.type !== "structure") return value.type;
  const members = Object.entries(value.members()).map(([name, member]): [string, Addition | undefined] => [
    name,
    valueAdditions(undefined, member.value, inside),
  ]);
  return named(members) ?? {};
}

/** The members that are there; undefined where none is. */
function named(entries: readonly (readonly [string, Addition | undefined])[]): Addition | undefined {
  const found = entries.flatMap(([name, addition]) => (addition === undefined ? [] : [[name, addition] as const]));
  return found.length === 0 ? undefined : sorted(found);
}

function merged(one: Addition | undefined, other: Addition | undefined): Addition | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return sorted([...Object.entries(one), ...Object.entries(other)]);
}

function sorted(entries: readonly (readonly [string, Addition])[]): Addition {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
