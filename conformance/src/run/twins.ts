import { operationNamed } from "@bedrock-contract/wire";
import type { CaseHead } from "../case.ts";
import { mayBeRefused } from "../cases/case-tags.ts";

/** Why a case is not sent. */
export interface Omission {
  readonly outcome: "unsupported" | "not-testable";
  readonly reason: string;
}

/** What is chosen from. */
export interface TwinCandidates {
  /** Every case there is, whatever the run selects: each of its shards chooses alike. */
  readonly cases: readonly CaseHead[];
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
  #known: KnownCases | undefined;

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
    this.#known ??= knownCases(this.#candidates.cases);
    const { byId, valid } = this.#known;
    const designated = given.twin === undefined ? undefined : byId.get(given.twin);
    const others = [kindKey(given), given.operation, ...collectionKeys(given)].flatMap((key) => valid.get(key) ?? []);
    // One that may be refused itself is not evidence.
    const candidates = [...(designated === undefined || mayBeRefused(designated) ? [] : [designated]), ...others];
    return (
      candidates.find((head) => this.#candidates.omissionOf(head) === undefined) ?? this.#omission(given, candidates)
    );
  }

  #omission({ operation }: CaseHead, [first]: readonly CaseHead[]): Omission {
    const omission = first && this.#candidates.omissionOf(first);
    return first === undefined || omission === undefined
      ? { outcome: "not-testable", reason: `there is no valid case of ${operation} beside which the refusal counts` }
      : { ...omission, reason: `its valid twin ${first.id} is not sent: ${omission.reason}` };
  }
}

/** What is chosen from, as it is looked for. */
interface KnownCases {
  readonly byId: ReadonlyMap<string, CaseHead>;
  /** Valid cases by operation and format, by operation, and by the collection that they read. */
  readonly valid: ReadonlyMap<string, readonly CaseHead[]>;
}

function knownCases(cases: readonly CaseHead[]): KnownCases {
  const byId = new Map(cases.map((head) => [head.id, head]));
  const valid = new Map<string, CaseHead[]>();
  for (const head of [...byId.values()].filter(isValid)) {
    for (const key of [kindKey(head), head.operation, ...collectionKeys(head)]) {
      const alike = valid.get(key) ?? [];
      alike.push(head);
      valid.set(key, alike);
    }
  }
  return { byId, valid };
}

/** Whether it says why a case is not sent. */
export function isOmission(value: CaseHead | Omission | undefined): value is Omission {
  return value !== undefined && "outcome" in value;
}

/** Whether a case is a request that must be answered with a success. */
export function isValid({ kind, authentication, expect }: CaseHead): boolean {
  return kind !== "negative" && authentication === undefined && expect.status.every((status) => status < 300);
}

function kindKey({ operation, format = "" }: CaseHead): string {
  return `${operation} ${format}`;
}

/** What an operation reads, by the beginning of its path: lists show that a target knows what is in them. */
function collectionKeys({ api, operation }: CaseHead): readonly string[] {
  const { method, path } = operationNamed(operation) ?? {};
  return method === "GET" ? [`${api} /${path?.split("/")[1] ?? ""}`] : [];
}
