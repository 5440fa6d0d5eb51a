import { operationNamed } from "@bedrock-contract/wire";
import type { CaseHead } from "../case.ts";
import type { CaseList } from "../cases/case-index.ts";
import { mayBeRefused } from "../cases/case-tags.ts";
import type { CaseSource } from "../cases/load-cases.ts";
import { twinReason } from "../results/twin-reason.ts";

/** Why a case is not sent. */
export interface Omission {
  readonly outcome: "unsupported" | "not-testable";
  readonly reason: string;
}

/** What is chosen from. */
export interface TwinCandidates {
  /** Every case there is, whatever the run selects: each of its shards chooses alike. */
  readonly cases: CaseSource;
  /** Why a case is not sent to the target; undefined where it is. */
  readonly omissionOf: (head: CaseHead) => Omission | undefined;
}

/**
 * Finds the valid case beside which a refusal counts: a target that refuses everything refuses nothing. That is the
 * case which the refusal is one change away from; where the target does not offer it, another valid one of the same
 * operation and format, then of the same operation, then one that reads the same collection.
 */
export class Twins {
  readonly #candidates: TwinCandidates;
  readonly #known = new Map<string, readonly CaseHead[]>();

  constructor(candidates: TwinCandidates) {
    this.#candidates = candidates;
  }

  /**
   * The twin of a refusal; or why there is none, so that the refusal is not sent either. Undefined of a case that must
   * be answered.
   */
  twinOf(given: CaseHead & { readonly twin?: string }): CaseHead | Omission | undefined {
    if (!mayBeRefused(given)) {
      return undefined;
    }
    let first: CaseHead | undefined;
    for (const candidates of this.#candidatesFor(given)) {
      const sent = candidates.find((head) => this.#candidates.omissionOf(head) === undefined);
      if (sent !== undefined) {
        return sent;
      }
      first ??= candidates[0];
    }
    return this.#omission(given, first);
  }

  /** The nearest first. What is not asked for is not read. */
  *#candidatesFor({ twin, operation, format, api }: CaseHead & { readonly twin?: string }) {
    if (twin !== undefined) {
      // One that may be refused itself is not evidence.
      yield this.#find(twin, {
        isMeant: (list) => twin.startsWith(`${list.id}/`),
        isCandidate: (head) => head.id === twin && !mayBeRefused(head),
      });
    }
    yield this.#find(`${operation} ${format}`, {
      isMeant: (list) => list.operation === operation && list.format === format,
      isCandidate: (head) => head.operation === operation && head.format === format && isTwin(head),
    });
    yield this.#find(operation, {
      isMeant: (list) => list.operation === operation,
      isCandidate: (head) => head.operation === operation && isTwin(head),
    });
    const collection = collectionOf({ api, operation });
    if (collection !== undefined) {
      yield this.#find(collection, {
        isMeant: (list) => collectionOf(list) === collection,
        isCandidate: (head) => collectionOf(head) === collection && isTwin(head),
      });
    }
  }

  #find(
    key: string,
    { isMeant, isCandidate }: { isMeant: (list: CaseList) => boolean; isCandidate: (head: CaseHead) => boolean },
  ): readonly CaseHead[] {
    const found = this.#known.get(key) ?? this.#candidates.cases(isMeant).filter(isCandidate);
    this.#known.set(key, found);
    return found;
  }

  #omission({ operation }: CaseHead, first: CaseHead | undefined): Omission {
    const omission = first && this.#candidates.omissionOf(first);
    return first === undefined || omission === undefined
      ? { outcome: "not-testable", reason: `${operation} has no valid case that the refusal could be compared with` }
      : { ...omission, reason: twinReason(first.id, omission.reason) };
  }
}

/** Whether it says why a case is not sent. */
export function isOmission(value: CaseHead | Omission | undefined): value is Omission {
  return value !== undefined && "outcome" in value;
}

/** Whether a valid case can be evidence for others: one that asks again takes its time. */
function isTwin(head: CaseHead): boolean {
  return isValid(head) && head.again === undefined;
}

/** Whether a case is a request that must be answered with a success. */
export function isValid({ kind, authentication, expect }: CaseHead): boolean {
  return kind !== "negative" && authentication === undefined && expect.status.every((status) => status < 300);
}

/** What an operation reads, by the beginning of its path: lists show that a target knows what is in them. */
function collectionOf({ api, operation }: Pick<CaseHead, "api" | "operation">): string | undefined {
  const { method, path } = operationNamed(operation) ?? {};
  return method === "GET" ? `${api} /${path?.split("/")[1] ?? ""}` : undefined;
}
