import { printableLine } from "@bedrock-contract/wire";
import { defined } from "../../defined.ts";
import type { CaseResult, CheckResult, Difference, Documented, FramePlace } from "../../result.ts";
import { curlCommand } from "./curl-command.ts";
import type { FailureGroup } from "./failure-groups.ts";
import { requestIdOf } from "./request-id.ts";
import type { Style } from "./style.ts";

const MOST_DIFFERENCES = 8;
/** Frames of one stream are mostly wrong in the same way. */
const MOST_FRAMES = 3;
const MOST_CASES = 5;

/** How a failure is told. */
export interface DescribeFailureOptions {
  readonly style: Style;
  /** The command that sends one case again. */
  readonly again: (caseId: string) => string;
}

/** Tells one fault: where, what was expected and received, which document says so, and how to see it again. */
export function describeFailure(
  { check, cases, count = cases.length, days }: FailureGroup,
  number: number,
  { style, again }: DescribeFailureOptions,
): readonly string[] {
  const [first] = cases;
  if (first === undefined) {
    return [];
  }
  const row = (name: string, text: string): string => `     ${style.dim(name.padEnd(9))} ${text}`;
  const [caseId, checkId] = [first.id, check.id].map((id) => style.bold(printableLine(id)));
  return [
    `${`${number})`.padStart(4)} ${caseId} ${style.dim("›")} ${checkId} ${style.level(check)}`,
    `     ${printableLine(check.message ?? "")}${count > 1 ? style.dim(` (${count} cases alike)`) : ""}`,
    ...frameLines(check, style),
    ...valueRows(check, style, row),
    ...documentRows(check, first, row),
    ...rowsOf("days", days && [...new Set(days)].join(" to "), row),
    ...rowsOf("request", requestIdOf(first), row),
    row("again", printableLine(again(first.id))),
    ...curlRows(first, row),
    ...likewise(cases, count, row),
    "",
  ];
}

/** A document with its section and address, on one line. */
export function describeDocument({ document, section, url }: Documented): string {
  return [document, section, url].filter((part) => part !== undefined).join(", ");
}

type Row = (name: string, text: string) => string;

function rowsOf(name: string, text: string | undefined, row: Row): readonly string[] {
  return text === undefined ? [] : [row(name, printableLine(text))];
}

/** The part of the body that is meant, what is wrong in colour. */
function frameLines({ codeFrame }: CheckResult, style: Style): readonly string[] {
  const lines = codeFrame?.split("\n") ?? [];
  return lines.map((line) => {
    const text = `     ${printableLine(line)}`;
    return line.startsWith(">") || /^ *\^+$/.test(line) ? style.bad(text) : style.dim(text);
  });
}

function curlRows(result: CaseResult, row: Row): readonly string[] {
  return (curlCommand(result) ?? []).map((line, index) => row(index === 0 ? "curl" : "", printableLine(line)));
}

function valueRows(check: CheckResult, style: Style, row: Row): readonly string[] {
  const { differences, pointer = "", expected, received, message = "", frame } = check;
  const places: readonly Difference[] = differences ?? [
    { pointer, message, ...values(expected, received), ...defined({ frame }) },
  ];
  const most = frame === undefined ? MOST_DIFFERENCES : MOST_FRAMES;
  const rows = places
    .slice(0, most)
    .flatMap((place, index) => [
      ...(differences !== undefined && index > 0 && place.message !== message
        ? [row("", printableLine(place.message))]
        : []),
      ...(place.frame === undefined ? [] : [row("frame", printableLine(describeFrame(place.frame)))]),
      ...(place.pointer === "" ? [] : [row("at", style.pointer(printableLine(place.pointer)))]),
      ...(place.expected === undefined ? [] : [row("expected", style.good(printableLine(place.expected)))]),
      ...(place.received === undefined ? [] : [row("received", style.bad(printableLine(place.received)))]),
    ]);
  const rest = places.length - most;
  return rest > 0 ? [...rows, row("", `and ${rest} more`)] : rows;
}

function describeFrame({ index, offset, hex }: FramePlace): string {
  return `${index} at byte ${offset}${hex === "" ? "" : `: ${hex}`}`;
}

function values(expected: string | undefined, received: string | undefined): Pick<Difference, "expected" | "received"> {
  return defined({ expected, received });
}

/** The rule with its document, and that of the case where it is another one. */
function documentRows({ documented, rule }: CheckResult, result: CaseResult, row: Row): readonly string[] {
  const documents = [documented, result.documented].flatMap((each) =>
    each === undefined ? [] : [describeDocument(each)],
  );
  return [
    ...(rule === undefined ? [] : [row("rule", printableLine(rule))]),
    ...[...new Set(documents)].map((text, index) => row(index === 0 ? "source" : "", printableLine(text))),
    row("case", printableLine(`${result.file} (${result.summary})`)),
  ];
}

function likewise(cases: readonly CaseResult[], count: number, row: Row): readonly string[] {
  const others = cases.slice(1);
  if (others.length === 0) {
    return [];
  }
  const rest = count - 1 - Math.min(others.length, MOST_CASES);
  return [
    ...others.slice(0, MOST_CASES).map(({ id }, index) => row(index === 0 ? "likewise" : "", printableLine(id))),
    ...(rest > 0 ? [row("", `and ${rest} more`)] : []),
  ];
}
