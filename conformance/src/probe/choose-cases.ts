import { followsAws, gatewayApis, operationNamed } from "@bedrock-contract/wire";
import type { Case, CaseHead } from "../case.ts";
import { isWrite } from "../cases/case-tags.ts";
import { ASSUMED_FEATURES, GATEWAY_FEATURES } from "../cases/features.ts";
import { readCases } from "../cases/read-cases.ts";
import type { CaseResult } from "../result.ts";
import { estimateCase } from "../run/guards/estimate.ts";

/** A case that is sent to learn whether a target offers something. */
export interface Question {
  /** What it is about, in the words of a manifest: `operation:<Name>`, `format:<id>`, `streaming`, `tools`, … */
  readonly about: string;
  readonly given: Case;
}

/** What a target answered to a question. */
export interface Finding extends Question {
  readonly result: CaseResult;
}

/** What cases of a gateway may need beyond chat. */
const GATEWAY_TAGS: readonly string[] = GATEWAY_FEATURES;

/** What a case may need to be asked at all. */
const PLAIN: readonly string[] = ["existing-resource", ...gatewayApis, ...ASSUMED_FEATURES];

/** The cheapest valid case for each thing that a target may offer. What creates something is not among them. */
export async function chooseQuestions(cases: readonly CaseHead[]): Promise<readonly Question[]> {
  const asked = { manifest: { name: "" }, modelIds: new Map() };
  const estimated = async (given: Case) => {
    const { inputTokens, outputTokens } = await estimateCase(given, asked);
    return { given, cost: inputTokens + outputTokens };
  };
  const valid = readCases(
    cases.filter(
      (given) => given.kind !== "negative" && given.expect.status.some((status) => status < 300) && isPlain(given),
    ),
  );
  const cheapest = new Map<string, Case>();
  for (const { given } of (await Promise.all(valid.map(estimated))).toSorted((a, b) => a.cost - b.cost)) {
    const about = subjectOf(given);
    cheapest.set(about, cheapest.get(about) ?? given);
  }
  return [...cheapest].map(([about, given]) => ({ about, given }));
}

/** A case that asks for vectors of some length. */
export function dimensionsQuestion(cases: readonly CaseHead[]): Question | undefined {
  const head = cases.find(({ kind, model }) => kind !== "negative" && model?.dimensions !== undefined);
  const [given] = head === undefined ? [] : readCases([head]);
  return given === undefined ? undefined : { about: "dimensions", given };
}

/** Cases that only targets like our mock can pass: they ask for an error by its name. */
export function chooseScripted(cases: readonly CaseHead[]): readonly Question[] {
  return ["scripted-errors", "scripted-error-types"].flatMap((about) => {
    // A target that does not know what is asked for does what the request says: it must create nothing.
    const safe = cases.filter((each) => each.requires.includes(about) && !isWrite(each) && followsAws(each));
    const meant = safe.find(isProbe) ?? safe[0];
    return meant === undefined ? [] : readCases([meant]).map((given) => ({ about, given }));
  });
}

/** Whether a target that does not check who calls answers a case. */
export function isProbe({ operation }: CaseHead): boolean {
  return operationNamed(operation)?.isProbe === true;
}

function isPlain(given: CaseHead): boolean {
  return given.requires.every((name) => PLAIN.includes(name)) && !isWrite(given);
}

/**
 * What a case tells about: a stream about streams of its format, a tool call about tools, anything else about its
 * operation.
 */
function subjectOf(given: Case): string {
  const part = !followsAws(given) ? given.requires.find((tag) => GATEWAY_TAGS.includes(tag)) : undefined;
  const format = given.format === undefined ? [] : [`format:${given.format}`];
  const stream = given.requires.includes("streaming") ? ["streaming"] : [];
  const words = [...stream, ...(part === undefined ? format : [part])];
  return words.length === 0 ? `operation:${given.operation}` : words.join(" ");
}
