import { FEATURES } from "../../cases/features.ts";
import { incrementalDelivery } from "../../checks/stream/incremental-delivery.ts";
import { defined } from "../../defined.ts";
import type { CaseResult } from "../../result.ts";
import { runSuite } from "../../run/run-suite.ts";
import { everyEndpoint } from "../every-endpoint.ts";
import type { Recording, RequestFacts } from "../recording.ts";
import { groupedBy } from "../units.ts";
import { isSendable, sendable } from "../wire-sample.ts";
import type { FaultyGateway } from "./faulty-gateways.ts";
import { serve, type TargetRequest } from "./serve.ts";

/** How a target with one defect scored. */
export interface FaultyScore {
  readonly target: string;
  readonly cases: number;
  /** Cases whose answers the defect leaves as they are. */
  readonly left: number;
  /** Cases that passed without a word. */
  readonly passed: number;
  /** Cases that passed though the defect shows in their answer, or did not though it does not. */
  readonly wrong: readonly string[];
}

/**
 * Runs the real suite against a target that answers the requests of recordings, all of one operation and format, with
 * its defect.
 */
export async function faultyScore(gateway: FaultyGateway, recordings: readonly Recording[]): Promise<FaultyScore> {
  const sent = recordings.filter(isSendable);
  const answers = new Map(sent.map((recording) => [sentKey(recording), recording]));
  const defects = new Map(
    sent.flatMap((recording) => {
      const answer = gateway.answer(recording, recordings);
      return answer === undefined ? [] : [[sentKey(recording), answer] as const];
    }),
  );
  const shown = new Set(sent.filter((recording) => defects.has(sentKey(recording))).map(({ case: { id } }) => id));
  const head = { target: gateway.name, cases: sent.length, left: sent.length - shown.size };
  if (shown.size === 0) {
    return { ...head, passed: sent.length, wrong: [] };
  }
  await using server = await serve((request) => {
    const key = keyOf(request);
    const { status, headers, body } = defects.get(key) ?? answers.get(key)?.answer ?? UNKNOWN;
    return { status, headers: sendable(headers), body };
  });
  const { cases } = await runSuite({
    target: {
      name: gateway.name,
      endpoints: everyEndpoint(server.url),
      auth: "none",
      features: { supported: FEATURES.filter((feature) => feature !== "writes") },
      limits: { attempts: 1 },
    },
    cases: sent.map((recording) => recording.case),
    environment: {},
  });
  const twins = new Map(sent.map(({ case: { id, twin } }) => [id, twin]));
  const wrong = cases.filter((result) => {
    const isSilent = isPassed(result);
    return shown.has(result.id) ? isSilent : !isSilent && !hasNoEvidence(result, shown.has(twins.get(result.id) ?? ""));
  });
  return {
    ...head,
    passed: cases.filter(isPassed).length,
    wrong: wrong.map(({ id, outcome, reason }) => `${id}: ${outcome}${reason === undefined ? "" : `, ${reason}`}`),
  };
}

/** The scores of each target's parts together. */
export function mergedScores(parts: readonly FaultyScore[]): readonly FaultyScore[] {
  return groupedBy(parts, ({ target }) => target).map((own) => ({
    target: own[0]?.target ?? "",
    cases: sum(own.map(({ cases }) => cases)),
    left: sum(own.map(({ left }) => left)),
    passed: sum(own.map(({ passed }) => passed)),
    wrong: own.flatMap(({ wrong }) => wrong),
  }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

const UNKNOWN = { status: 500, headers: {}, body: Buffer.from("a request that was not recorded") };

/** Without a word, but for when the bytes came: that is the matter of this machine. */
function isPassed({ outcome, checks }: CaseResult): boolean {
  const objections = checks.filter((check) => check.outcome !== "pass" && check.id !== incrementalDelivery.id);
  return outcome === "pass" && objections.length === 0;
}

/** A refusal counts only beside a valid case that was answered right. */
function hasNoEvidence({ outcome, reason = "" }: CaseResult, isTwinShown: boolean): boolean {
  return outcome === "not-testable" && (isTwinShown || reason.includes("valid twin"));
}

/** The request as a target gets it that is asked for no examples, other than the one of the recordings. */
function sentKey({ case: { prefer: wanted }, sent }: Recording): string {
  const { prefer, ...headers } = sent.headers;
  return keyOf({ ...sent, headers: { ...headers, ...(wanted !== undefined && defined({ prefer })) } });
}

/** What tells requests apart: the headers that are about Bedrock, too. */
function keyOf({ method, url, headers, body }: RequestFacts | TargetRequest): string {
  const own = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value])
    .filter(([name = ""]) => name.startsWith("x-amzn-") || OWN_HEADERS.includes(name))
    .toSorted();
  return JSON.stringify([method, url, own, body.toString("base64")]);
}

const OWN_HEADERS = ["accept", "content-type", "prefer"];
