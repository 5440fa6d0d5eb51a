import { errorTypeOf, printableLine } from "@bedrock-contract/wire";
import type { CaseResult, CheckResult } from "../result.ts";
import type { ModelChoice, TargetManifest } from "../targets/manifest.ts";
import type { Finding, Findings } from "./probe-target.ts";

/** A line of the draft: what it declares, and what was seen. */
interface Declared {
  readonly value: string;
  readonly seen: string;
}

/** Writes down what was learnt as a manifest, with a comment for each thing that was seen. */
export function draftManifest(
  { name, endpoints = {}, region, auth, models }: TargetManifest,
  findings: Findings,
): string {
  const { open, requests } = findings;
  const present = Object.entries(endpoints).filter(([api]) => !isAbsent(api, findings));
  const supported = findings.scripted.filter(({ result }) => result.outcome === "pass").map(offeredLine);
  const unsupported = unsupportedLines(findings, new Set(present.map(([api]) => api)));
  return [
    `# A draft, made by bedrock-conformance probe from ${requests} requests. Look it over: what answers with an error may only want another model.`,
    conformingLine(findings),
    `name: ${quoted(name)}`,
    "endpoints:",
    ...Object.entries(endpoints).map(([api, url]) =>
      isAbsent(api, findings) ? `  # ${api}: ${quoted(url)} offers none of its operations` : `  ${api}: ${quoted(url)}`,
    ),
    ...(region === undefined ? [] : [`region: ${quoted(region)}`]),
    ...authLines(open, auth),
    ...modelLines(models, findings),
    ...(supported.length + unsupported.length === 0 ? [] : ["features:"]),
    ...list("supported", supported),
    ...list("unsupported", unsupported),
    replayLine(findings),
    "",
  ].join("\n");
}

/** Requests without authentication tell whether it is checked. */
function authLines(open: readonly Finding[], auth: TargetManifest["auth"]): readonly string[] {
  const refused = open.find(({ result }) => [401, 403].includes(statusOf(result) ?? 0));
  if (refused !== undefined) {
    const kind = statusOf(refused.result) === 401 ? "bearer" : "sigv4";
    return [`auth: ${kind} # without any it ${answered(refused.result)}`];
  }
  const answer = open.find(({ result }) => isOffered(result));
  const seen = answer === undefined ? "" : `; without any, ${answer.given.operation} ${answered(answer.result)}`;
  return auth === undefined || auth === "auto"
    ? [answer === undefined ? "# auth: could not be told" : "auth: none # requests without any are answered"]
    : [`auth: ${auth} # as given${seen}`];
}

/** How well the target answers is for a run to say; that it does not is worth a line. */
function conformingLine({ offered }: Findings): string {
  // Of an answer that refuses the credentials, or has no time, nothing was checked.
  const sound = offered.filter(({ result: { checks } }) => checks.length > 0 && checks.every(isSound));
  return `# ${sound.length} of ${offered.length} valid requests were answered as the documents say; a run tells the rest.`;
}

function isSound({ id, outcome }: CheckResult): boolean {
  return outcome !== "fail" || id === "response-equals-example";
}

function modelLines(models: TargetManifest["models"], { offered }: Findings): readonly string[] {
  const formats = offered.filter(({ about }) => about.startsWith("format:"));
  if (models !== undefined) {
    return ["models:", ...Object.entries(models).map(([name, choice]) => `  ${name}: ${modelText(choice)}`)];
  }
  return formats.some(({ result }) => isOffered(result))
    ? ["# models: {openai-chat-completion: …} # the cases' own model ids are answered"]
    : [];
}

/** What is not offered, but for what an api that is absent as a whole explains. */
function unsupportedLines({ offered }: Findings, present: ReadonlySet<string>): readonly Declared[] {
  const ofApi = offered.filter(({ given }) => present.has(given.api));
  const absent = ofApi.filter(({ result }) => !isOffered(result));
  const streams = ofApi.filter(({ about }) => about.startsWith("streaming"));
  const isStreaming = streams.some(({ result }) => isOffered(result));
  const [stream] = streams;
  return [
    ...absent.filter(({ about }) => !about.startsWith("streaming")).map(absentLine),
    ...(stream === undefined || isStreaming ? [] : [{ value: "streaming", seen: answered(stream.result) }]),
  ];
}

function replayLine({ offered }: Findings): string {
  const compared = offered.flatMap(({ result }) => result.checks.filter(({ id }) => id === "response-equals-example"));
  const equal = compared.filter(({ outcome }) => outcome === "pass");
  return compared.length > 0 && equal.length === compared.length
    ? `replay: exact # all ${compared.length} answers are those of the examples`
    : `# replay: exact would be wrong: ${equal.length} of ${compared.length} answers are those of the examples`;
}

/** An api is absent where none of its operations is offered. */
function isAbsent(api: string, { offered }: Findings): boolean {
  const own = offered.filter(({ given }) => given.api === api);
  return own.length > 0 && own.every(({ result }) => !isOffered(result));
}

/**
 * Whether an answer shows that the operation exists: a success, or an error that says that something else is wrong. An
 * unknown path is answered 404, 405 or 501, by some servers 500 with a page.
 */
function isOffered(result: CaseResult): boolean {
  const status = statusOf(result);
  const type = errorTypeOf(result.exchange?.response?.headers ?? {});
  if (status === undefined) {
    return false;
  }
  return status < 300 || [401, 403, 429].includes(status) || type === "ResourceNotFoundException";
}

function offeredLine({ about, given }: Finding): Declared {
  const { code, example } = given.prefer ?? { code: "", example: "" };
  return { value: about, seen: `answers ${code} where Prefer: code=${code}, example=${example} asks for it` };
}

function absentLine({ about, result }: Finding): Declared {
  return { value: about, seen: answered(result) };
}

function answered({ exchange, reason }: CaseResult): string {
  const { response } = exchange ?? {};
  if (response === undefined) {
    return printableLine(reason ?? "gives no whole answer");
  }
  const type = errorTypeOf(response.headers) ?? response.headers["content-type"] ?? "";
  const excerpt = response.body.replaceAll(/\s+/g, " ").slice(0, 80).trim();
  return printableLine(`answers ${[response.status, type, excerpt].filter((part) => part !== "").join(" ")}`);
}

function statusOf({ exchange }: CaseResult): number | undefined {
  return exchange?.response?.status;
}

function list(name: string, lines: readonly Declared[]): readonly string[] {
  return lines.length === 0 ? [] : [`  ${name}:`, ...lines.map(({ value, seen }) => `    - ${value} # ${seen}`)];
}

function modelText(choice: ModelChoice): string {
  return typeof choice === "string" ? quoted(choice) : JSON.stringify(choice);
}

/** JSON texts are YAML. */
function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) && !text.endsWith(":") ? text : JSON.stringify(text);
}
