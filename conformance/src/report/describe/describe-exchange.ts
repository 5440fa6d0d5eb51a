import { printableLine } from "@bedrock-contract/wire";
import type { CaseResult, CheckResult, ExchangeRecord, FrameRecord } from "../../result.ts";
import type { Style } from "./style.ts";

/**
 * One exchange for people, as a client that shows everything would: what was sent, what came back, every check of it,
 * the verdict.
 */
export function describeExchange(result: CaseResult, style: Style): readonly string[] {
  const { id, summary, exchange, checks, outcome, reason, durationMs, attempts } = result;
  const because = reason === undefined ? "" : `: ${printableLine(reason)}`;
  const repeated = attempts === undefined ? "" : `, ${attempts.length} attempts`;
  return [
    `${style.bold(printableLine(id))} ${style.dim(printableLine(summary))}`,
    "",
    ...(exchange === undefined ? [] : exchangeLines(exchange, style)),
    ...checks.map((check) => checkLine(check, style)),
    ...(checks.length === 0 ? [] : [""]),
    `${style.symbol(result)} ${outcome}${because}${style.dim(` (${durationMs} ms${repeated})`)}`,
  ];
}

function exchangeLines({ request, response }: ExchangeRecord, style: Style): readonly string[] {
  const sent = [
    `${request.method} ${request.url}`,
    ...headerLines(request.headers),
    ...afterBlank(bodyLines(request.body)),
  ];
  const received =
    response === undefined
      ? ["(no whole response)"]
      : [
          String(response.status),
          ...headerLines(response.headers),
          ...afterBlank(response.frames === undefined ? bodyLines(response.body) : response.frames.flatMap(frameLines)),
        ];
  return [...withMark(sent, style.dim(">")), "", ...withMark(received, style.dim("<")), ""];
}

function afterBlank(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

function withMark(lines: readonly string[], mark: string): readonly string[] {
  return lines.map((line) => `${mark} ${printableLine(line)}`.trimEnd());
}

function headerLines(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

/** JSON by its members, anything else as it came. */
function bodyLines(body: string | undefined): readonly string[] {
  if (body === undefined || body === "") {
    return [];
  }
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2).split("\n");
  } catch {
    return body.split("\n");
  }
}

function frameLines({ index, offset, length, headers, content, receivedMs }: FrameRecord): readonly string[] {
  const when = receivedMs === undefined ? "" : `, after ${Math.round(receivedMs)} ms`;
  return [
    `frame ${index} at byte ${offset}, ${length} bytes${when}`,
    ...headerLines(headers),
    JSON.stringify(content),
    "",
  ];
}

function checkLine(check: CheckResult, style: Style): string {
  const { id, outcome, message, pointer, expected, received } = check;
  const colors = { pass: style.good, fail: style.bad, warn: style.warning } as const;
  const color = outcome in colors ? colors[outcome as keyof typeof colors] : style.dim; // It was just looked up.
  const facts = [
    message,
    pointer === undefined || pointer === "" ? undefined : `at ${pointer}`,
    expected === undefined ? undefined : `expected ${expected}`,
    received === undefined ? undefined : `received ${received}`,
  ].filter((fact) => fact !== undefined);
  return `${color(outcome.padEnd(12))} ${printableLine(id)}${facts.length === 0 ? "" : `: ${printableLine(facts.join(", "))}`}`;
}
