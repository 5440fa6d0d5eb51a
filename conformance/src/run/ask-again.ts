import { readPointer } from "@bedrock-contract/validators";
import type { Operation } from "@bedrock-contract/wire";
import type { Case, CaseHead } from "../case.ts";
import { suiteCase } from "../cases/load-cases.ts";
import type { Answer } from "../exchange/answer.ts";
import { hasEnded, stateIn } from "../meaning/end-state.ts";
import type { TargetManifest } from "../targets/manifest.ts";
import { isLocalTarget } from "../targets/paid-host.ts";
import type { Target } from "../targets/target.ts";
import { pause } from "./load/pace.ts";

/** What asking again depends on. */
export interface Asking {
  readonly given: Case;
  readonly operation: Operation;
  readonly target: Pick<Target, "manifest" | "advance">;
  readonly signal?: AbortSignal;
  /** Sends the request with these parameters over its own. Undefined where no answer counts. */
  ask(parameters: Readonly<Record<string, unknown>>): Promise<Answer | undefined>;
}

/** The answer that counts, and the JSON values of the pages before it; a string says why there is none. */
export type LastAnswer = { readonly answer: Answer; readonly pages: readonly unknown[] } | string | undefined;

/** A list that is longer is not read to its end. */
const MOST_PAGES = 200;

const DEFAULT_JOB_MS = 30_000;

/** The time before an answer is asked for again, in milliseconds; it doubles, up to the longest. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [200, 10_000];

/** Asks again until there is nothing more to ask for. Undefined where an answer did not come. */
export async function askAgain(asking: Asking, first: Answer): Promise<LastAnswer> {
  switch (asking.given.again) {
    case "pages":
      return readPages(asking, first);
    case "end":
      return awaitEnd(asking, first);
    case undefined:
      return { answer: first, pages: [] };
    default:
      return asking.given.again satisfies never;
  }
}

/** How long an end is waited for at most, in milliseconds; undefined where it is not, since it may take days. */
export function longestWait(manifest: TargetManifest): number | undefined {
  const isNear = hasClock(manifest) || isLocalTarget(manifest);
  return manifest.limits?.jobMs ?? (isNear ? DEFAULT_JOB_MS : undefined);
}

/** Whether a case, or one that is sent before it, is asked again until an end. */
export function waitsForEnd({ again, after }: CaseHead): boolean {
  const before = after && suiteCase(after.case);
  return again === "end" || (before !== undefined && waitsForEnd(before));
}

/** Whether a run can let the time of a target pass at once: for all cases that are under way. */
export function hasClock({ start, clock }: TargetManifest): boolean {
  return start === "mock" || clock !== undefined;
}

async function readPages({ operation, ask }: Asking, first: Answer): Promise<LastAnswer> {
  const { input = "", output = "" } = operation.pagination ?? {};
  const pages: unknown[] = [];
  const tokens = new Set<unknown>();
  for (let answer = first; pages.length < MOST_PAGES; ) {
    const page = answer.status < 300 && answer.json.isJson ? answer.json.value : undefined;
    const token = readPointer(page, `/${output}`);
    if (typeof token !== "string" || token === "") {
      return { answer, pages };
    }
    pages.push(page);
    const next = await ask({ [input]: token });
    // A token that comes again leads in circles: once round is enough to find its items twice.
    if (next === undefined || tokens.has(token)) {
      return next && { answer: next, pages };
    }
    tokens.add(token);
    answer = next;
  }
  return `the list has more than ${MOST_PAGES} pages`;
}

async function awaitEnd({ given, target, signal, ask }: Asking, first: Answer): Promise<LastAnswer> {
  const deadline = Date.now() + (longestWait(target.manifest) ?? 0);
  let answer = first;
  for (let wait = SHORTEST_PAUSE; answer.status < 300 && !hasEnded(given, answer); ) {
    if (target.advance !== undefined && wait === SHORTEST_PAUSE) {
      await target.advance("1h");
    } else if (target.advance !== undefined) {
      break;
    } else if (Date.now() + wait > deadline) {
      return `it has not ended in time: ${stateIn(given, answer)} (--job-timeout)`;
    } else {
      await pause(wait, signal);
    }
    wait = Math.min(2 * wait, LONGEST_PAUSE);
    const next = await ask({});
    if (next === undefined) {
      return undefined;
    }
    answer = next;
  }
  return { answer, pages: [] };
}
