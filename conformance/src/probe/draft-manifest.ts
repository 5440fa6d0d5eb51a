import { errorTypeOf, followsAws, printableLine } from "@bedrock-contract/wire";
import type { CaseResult, CheckResult } from "../result.ts";
import type { ModelChoice, TargetManifest } from "../targets/manifest.ts";
import type { Finding } from "./choose-cases.ts";
import type { Findings } from "./probe-target.ts";

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
    `# A draft, made by bedrock-conformance probe from ${requests} requests. Review it: an operation that returned an error may only need another model.`,
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
    ...defectLines(findings, new Set(present.map(([api]) => api))),
    replayLine(findings),
    "",
  ].join("\n");
}

/** Requests without authentication tell whether it is checked; what was said of it is not asked for again. */
function authLines(open: readonly Finding[], auth: TargetManifest["auth"]): readonly string[] {
  const refused = open.find(({ result }) => [401, 403].includes(statusOf(result) ?? 0));
  if (auth !== undefined && auth !== "auto") {
    const [first] = refused === undefined ? open.filter(({ result }) => isAnswered(result)) : [refused];
    const seen = first === undefined ? "" : `; without any, ${first.given.operation} ${answered(first.result)}`;
    return [`auth: ${auth} # as given${seen}`];
  }
  if (refused !== undefined) {
    const kind = !followsAws(refused.given) || statusOf(refused.result) === 401 ? "bearer" : "sigv4";
    return [`auth: ${kind} # without authentication, it ${answered(refused.result)}`];
  }
  return open.some(({ result }) => isAnswered(result))
    ? ["auth: none # requests without authentication are accepted"]
    : ["# auth: could not be determined"];
}

/** How well the target answers is for a run to say; that it does not is worth a line. */
function conformingLine({ offered }: Findings): string {
  // Of an answer that refuses the credentials, or has no time, nothing was checked.
  const sound = offered.filter(({ result: { checks } }) => checks.length > 0 && checks.every(isSound));
  return `# ${sound.length} of ${offered.length} valid requests got a response as documented; a run shows the rest.`;
}

function isSound({ id, outcome }: CheckResult): boolean {
  return outcome !== "fail" || id === "response-equals-example";
}

function modelLines(given: TargetManifest["models"], { offered, models: found }: Findings): readonly string[] {
  const models = { ...found, ...given };
  if (Object.keys(models).length > 0) {
    const seen = Object.keys(found).length === 0 ? "" : " # listed models that responded, by role";
    return [`models:${seen}`, ...Object.entries(models).map(([name, choice]) => `  ${name}: ${modelText(choice)}`)];
  }
  const invocations = offered.filter(({ about, given: { model } }) => about.startsWith("format:") || model?.member);
  return invocations.some(({ result }) => isAnswered(result))
    ? ["# models: {chat: …, openai-chat-completion: …} # the model ids of the examples work"]
    : [];
}

/** What is not offered, but for what an api that is absent as a whole explains. */
function unsupportedLines({ offered }: Findings, present: ReadonlySet<string>): readonly Declared[] {
  const ofApi = offered.filter(({ given }) => present.has(given.api));
  const streams = ofApi.filter(({ about }) => about.startsWith("streaming"));
  const others = ofApi.filter((finding) => !streams.includes(finding) && isDenied(finding.result));
  const [stream] = streams;
  return [
    ...others.map(absentLine),
    ...(stream !== undefined && streams.every(({ result }) => isDenied(result))
      ? [{ value: "streaming", seen: answered(stream.result) }]
      : []),
  ];
}

/**
 * What was answered with an error that does not say that it is not offered: a defect, or the request of a case wants
 * something else.
 */
function defectLines({ offered }: Findings, present: ReadonlySet<string>): readonly string[] {
  const wrong = offered.filter(
    ({ given, result }) => present.has(given.api) && !isAnswered(result) && !isDenied(result) && !isAboutAccess(result),
  );
  return wrong.map(
    ({ about, result }) => `# ${about} is kept: it ${answered(result)}, which does not say that it is unsupported`,
  );
}

function replayLine({ offered }: Findings): string {
  const compared = offered.flatMap(({ result }) => result.checks.filter(({ id }) => id === "response-equals-example"));
  const equal = compared.filter(({ outcome }) => outcome === "pass");
  return compared.length > 0 && equal.length === compared.length
    ? `replay: exact # all ${compared.length} responses equal the examples`
    : `# replay: exact would be wrong: ${equal.length} of ${compared.length} responses equal the examples`;
}

/** An api is absent where the target denies each of its operations. */
function isAbsent(api: string, { offered }: Findings): boolean {
  const own = offered.filter(({ given }) => given.api === api);
  return own.length > 0 && own.every(({ result }) => isDenied(result));
}

/** How servers say in words that they do not offer something. */
const NOT_OFFERED =
  /\b(?:not|n't|un)[ -]?(?:yet )?(?:supported|implemented|available|offered|enabled)\b|unknown (?:operation|path|route|url|endpoint)|\bno (?:such )?route\b/i;

/**
 * Whether an answer says that there is no such operation or feature: 404, 405 and 501, but for a resource or a model
 * that does not exist, or words to that effect. Any other error is a defect, and leaves nothing out.
 */
function isDenied({ exchange, outcome }: CaseResult): boolean {
  const { status = 0, headers = {}, body = "" } = exchange?.response ?? {};
  const type = errorTypeOf(headers);
  if (type === "UnknownOperationException" || body.includes("UnknownOperationException")) {
    return true;
  }
  if (type === "ResourceNotFoundException" || outcome === "not-testable") {
    return false;
  }
  return [404, 405, 501].includes(status) || (status >= 400 && NOT_OFFERED.test(body));
}

function isAnswered(result: CaseResult): boolean {
  return (statusOf(result) ?? 500) < 300;
}

function isAboutAccess(result: CaseResult): boolean {
  return [401, 403, 429].includes(statusOf(result) ?? 0);
}

function offeredLine({ about, given }: Finding): Declared {
  const { code, example } = given.prefer ?? { code: "", example: "" };
  return { value: about, seen: `returns ${code} for Prefer: code=${code}, example=${example}` };
}

function absentLine({ about, result }: Finding): Declared {
  return { value: about, seen: answered(result) };
}

function answered({ exchange, reason }: CaseResult): string {
  const { response } = exchange ?? {};
  if (response === undefined) {
    return printableLine(reason ?? "gives no whole response");
  }
  const type = errorTypeOf(response.headers) ?? response.headers["content-type"] ?? "";
  const excerpt = response.body.replaceAll(/\s+/g, " ").slice(0, 80).trim();
  return printableLine(`responded with ${[response.status, type, excerpt].filter((part) => part !== "").join(" ")}`);
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
