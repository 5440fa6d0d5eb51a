import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { FormatModel, SpecModel } from "../model/spec-model.ts";
import type { SuiteCase } from "../model/suite-case.ts";
import { isSchema } from "../schema/json-schema.ts";
import { memberNames, membersAt } from "../schema/members-at.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import type { SpecNode } from "../source/spec-node.ts";
import { filesBelow } from "../source/tree.ts";
import { generatedFrom } from "./header.ts";

const NONE = "–";

/** What the mock answers with that no test has scripted and no example shows, by the kind of the format. */
const MOCKED: Readonly<Record<string, string>> = {
  text: "a text that obeys the request",
  embedding: "vectors",
  rerank: "scores",
  image: "drawn images",
  async: "an invocation that progresses",
  speech: "a session",
};

const HEAD = [
  "format",
  "kind",
  "state",
  "request",
  "response",
  "chunk",
  "stop reasons",
  "fold",
  "meaning",
  "mock",
  "cases",
  "YAML",
];

/** `specs/gen/formats.md`: what the specs have of each format, and how many cases are about it. */
export function emitFormatsPage(files: SpecFiles, model: SpecModel, cases: readonly SuiteCase[]): string {
  const lines = model.formats.map(({ id }) => linesOf(files, id));
  const rows = model.formats.map((format, index) => [...rowOf(files, format, cases), String(lines[index])]);
  return [
    `<!-- ${generatedFrom(`${SPECS_FOLDER} and conformance/cases`)} -->`,
    "",
    "# Formats",
    "",
    "A format is the shape of the bodies of InvokeModel for a group of models. This table shows what the specs contain for each one. Request: number of members, and rules that involve several members.",
    "Response, chunk: number of members. Fold: rules that combine chunks into a response. Meaning: places in a body that the checks of the suite know. Cases: that must succeed + that must be refused.",
    `YAML: lines that describe the format, rules included, examples not; the median is ${medianOf(lines)}.`,
    "",
    ...[HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`),
    "",
  ].join("\n");
}

function rowOf(files: SpecFiles, format: FormatModel, cases: readonly SuiteCase[]): readonly string[] {
  const { id, operation, request, chunk, rules, format: node } = format;
  const said = isSchema(node?.value) ? node.value : {};
  const [stopReasons, fold] = [countOf(said.stopReasons), countOf(member(said.stream, "fold"))];
  const own = cases.filter((each) => each.owner.format === id);
  const refused = own.filter(({ kind }) => kind === "negative").length;
  const count = (node: SpecNode | undefined): string => countedMembers(files, node);
  return [
    `[${id}](../formats/${id})`,
    String(said.kind),
    stateOf(said.lifecycle),
    [count(request), ...(rules.length === 0 ? [] : [`${rules.length} rule${rules.length === 1 ? "" : "s"}`])].join(
      ", ",
    ),
    said.kind === "async" ? NONE : count(operation.success.schema),
    count(chunk),
    stopReasons,
    fold,
    String(placesIn(said.request) + placesIn(said.response) + placesIn(said.stream)),
    MOCKED[String(said.kind)] ?? NONE,
    `${own.length - refused} + ${refused}`,
  ];
}

/** How many lines of YAML describe a format. */
function linesOf({ tree }: SpecFiles, id: string): number {
  const folder = `${SPECS_FOLDER}/formats/${id}`;
  const described = filesBelow(tree, folder).filter((path) => !/\/(?:examples|streams)\//.test(path));
  return described.reduce((sum, path) => sum + (tree.read(path) ?? "").trimEnd().split("\n").length, 0);
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}

function countedMembers(files: SpecFiles, node: SpecNode | undefined): string {
  const own = node === undefined ? new Set() : memberNames(files, node);
  // Both sides of a session are lists of events.
  const ofElements = node === undefined ? [] : membersAt(files, [node], "*").map((each) => memberNames(files, each));
  const count = own.size > 0 ? own.size : Math.max(0, ...ofElements.map(({ size }) => size));
  return count === 0 ? NONE : String(count);
}

function stateOf(lifecycle: unknown): string {
  const [state, date] = [member(lifecycle, "state"), member(lifecycle, "endOfLife")];
  const known = typeof state === "string" ? state : NONE;
  return date === undefined ? known : `${known}, ${date}`;
}

function countOf(value: unknown): string {
  const count = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  return count === 0 ? NONE : String(count);
}

/** How many JSON pointers stand in a description. */
function placesIn(value: unknown): number {
  if (typeof value === "string") return value.startsWith("/") ? 1 : 0;
  return typeof value === "object" && value !== null
    ? Object.values(value).reduce<number>((sum, inner) => sum + placesIn(inner), 0)
    : 0;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
