import type { Difference } from "../compare/compare-values.ts";
import type { ModelHead } from "../service-model/service-model.ts";
import { type Addition, additionText } from "./additions.ts";
import { type ChangedOperation, type Changelog, isDrift } from "./changelog.ts";

/** How a changelog is written. */
export type Form = "text" | "markdown" | "json";

const KINDS: readonly (readonly [string, RegExp])[] = [
  ["Removals", /^(member|values)$/],
  ["Required", /^required$/],
  ["Limits", /^(key )?(min|max)$/],
  ["Patterns", /^(key )?pattern$/],
  ["Errors", /^error /],
  ["Statuses", /^status$/],
  ["Bindings", /^(method|path|in)$/],
  ["Other", /^/],
];

/** The changelogs of some services, in the form of AWS's pages of API changes, and what such pages do not show. */
export function pageText(changelogs: readonly Changelog[], form: Form): string {
  if (form === "json")
    return `${JSON.stringify(changelogs, (_, value) => (value instanceof Set ? { values: [...value] } : value), 2)}\n`;
  const isMarkdown = form === "markdown";
  return `${changelogs.map((each) => service(each, isMarkdown).join("\n")).join("\n\n")}\n`;
}

function service(log: Changelog, isMarkdown: boolean): readonly string[] {
  const { before, after, changed } = log;
  const date = after.date?.replaceAll("-", "/");
  const count = (isNew: boolean) => changed.filter((each) => each.isNew === isNew).length;
  const counts = [
    [count(true), "new"],
    [count(false), "updated"],
  ] as const;
  const methods = counts.flatMap(([number, word]) =>
    number > 0 ? [`${number} ${word} api method${number === 1 ? "" : "s"}`] : [],
  );
  const title = [date, nameOf(before, after), methods.join(" - ") || "no new or updated api methods"]
    .filter((part) => part !== undefined)
    .join(" - ");
  const heading = (level: number, text: string) => (isMarkdown ? `${"#".repeat(level)} ${text}` : text);
  return [
    heading(2, title),
    "",
    `From ${versionOf(before)} to ${versionOf(after)}.${isDrift(log) ? "" : " Nothing changed."}`,
    ...(log.unseen === undefined
      ? []
      : [`Not seen there: ${log.unseen}. What is gone may only be newer than that package, and does not count.`]),
    ...changed.flatMap((each) => ["", ...operation(each, isMarkdown)]),
    ...beyond(log, isMarkdown),
  ];
}

function operation(
  { operation: name, isNew, method, path, request, response }: ChangedOperation,
  isMarkdown: boolean,
): readonly string[] {
  const places = [...(request ? ["request"] : []), ...(response ? ["response"] : [])];
  const block = (addition: Addition) => {
    const text = additionText(addition);
    return isMarkdown ? ["", "```python", text, "```"] : [text];
  };
  const both = request && response;
  return [
    `${isMarkdown ? "### " : ""}${name} (${isNew ? "new" : "updated"})`,
    ...(isNew ? [...(isMarkdown ? [""] : []), `${method} ${path}`] : []),
    ...(isMarkdown ? [""] : []),
    ...(places.length > 0 ? [`Changes (${places.join(", ")})`] : []),
    ...(both ? [...(isMarkdown ? [""] : []), "Request"] : []),
    ...(request ? block(request) : []),
    ...(both ? [...(isMarkdown ? [""] : []), "Response"] : []),
    ...(response ? block(response) : []),
  ];
}

function beyond({ removed, beyond: differences }: Changelog, isMarkdown: boolean): readonly string[] {
  const kindOf = ({ fact }: Difference) => KINDS.find(([, facts]) => facts.test(fact))?.[0];
  const parts = KINDS.flatMap(([kind]) => {
    const gone = kind === "Removals" ? removed.map((name) => [name, "the operation is gone"] as const) : [];
    const told = differences
      .filter((each) => kindOf(each) === kind)
      .map((each) => [placeOf(each), changeOf(each)] as const);
    if (gone.length + told.length === 0) return [];
    const lines = grouped([...gone, ...told], isMarkdown);
    return isMarkdown ? ["", `#### ${kind}`, "", ...lines] : ["", kind, ...lines];
  });
  return parts.length === 0 ? [] : ["", `${isMarkdown ? "### " : ""}Beyond the page`, ...parts];
}

/** A change in one place is a line; one in several is told once, with the places below it. */
function grouped(told: readonly (readonly [place: string, change: string])[], isMarkdown: boolean): readonly string[] {
  const places = new Map<string, string[]>();
  for (const [place, change] of told) places.set(change, [...(places.get(change) ?? []), place]);
  const line = (text: string, depth: number) =>
    isMarkdown ? `${"  ".repeat(depth)}- \`\` ${text} \`\`` : "  ".repeat(depth + 1) + text;
  return [...places].flatMap(([change, [first, ...others]]) =>
    others.length === 0
      ? [line(`${first}: ${change}`, 0)]
      : [line(change, 0), ...[first, ...others].map((place) => line(String(place), 1))],
  );
}

function placeOf({ operation: name, place }: Difference): string {
  return `${name} ${place}`.trim();
}

function changeOf({ fact, before, after }: Difference): string {
  if (fact === "member") return "the member is gone";
  if (fact === "values" && before === undefined) return `only ${[after].flat().join(", ")} now`;
  if (fact === "values") return `no longer ${[before].flat().join(", ")}`;
  if (fact === "required" && before === undefined) return "new, and required";
  if (fact === "required") return after === true ? "required now" : "no longer required";
  if (fact.startsWith("error ") && before === undefined) return `${fact.slice(6)} (${after}) is new`;
  if (fact.startsWith("error ") && after === undefined) return `${fact.slice(6)} is gone`;
  return `${fact} ${valueText(before)} -> ${valueText(after)}`;
}

function valueText(value: unknown): string {
  return value === undefined ? "none" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

function nameOf(before: ModelHead, after: ModelHead): string {
  return after.name ?? before.name ?? after.service;
}

function versionOf({ source, date, apiVersion }: ModelHead): string {
  return `${source ?? `a model of version ${apiVersion}`}${date === undefined ? "" : ` (${date})`}`;
}
