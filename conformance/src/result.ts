/** MUST fails a case; SHOULD warns. */
export type Level = "MUST" | "SHOULD";

/**
 * How a check went. `warn` is a SHOULD that does not hold; `expected-fail` is excused by the baseline; `unsupported` is
 * a check that could not be made of a recorded exchange, its message says why.
 */
export type CheckOutcome = "pass" | "fail" | "warn" | "expected-fail" | "unsupported" | "not-testable";

/**
 * How a case went. `pass (envelope)`: nothing but status, headers and frames could be judged, as the body has no spec
 * or was not recorded. `unsupported`: the manifest says that the target does not offer it. `not-testable`: a
 * prerequisite is missing. `error`: the suite's own fault.
 */
export type CaseOutcome =
  | "pass"
  | "pass (envelope)"
  | "fail"
  | "unsupported"
  | "not-testable"
  | "expected-fail"
  | "error";

/** The document that states a rule. */
export interface Documented {
  readonly document: string;
  readonly section?: string;
  readonly url?: string;
}

/** The frame of a stream that something is said about. */
export interface FramePlace {
  /** Index of the frame, from 0. */
  readonly index: number;
  /** Offset in bytes of the frame's beginning, from the beginning of the stream. */
  readonly offset: number;
  /** Its first bytes in hexadecimal; where the frame itself is sound, those of its payload. */
  readonly hex: string;
}

/** One place where a response differs from what was expected. */
export interface Difference {
  /** JSON pointer into the body; into the chunk where a frame is named. */
  readonly pointer: string;
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  readonly frame?: FramePlace;
}

/** One check of one case. */
export interface CheckResult {
  readonly id: string;
  readonly outcome: CheckOutcome;
  readonly level: Level;
  /** The rule in one sentence, where it does not hold. */
  readonly rule?: string;
  readonly message?: string;
  /** JSON pointer to the first place that does not conform. */
  readonly pointer?: string;
  readonly expected?: string;
  readonly received?: string;
  /** The frame that does not conform, of a stream. */
  readonly frame?: FramePlace;
  /** Every place, when there are several. */
  readonly differences?: readonly Difference[];
  /** The part of the body, or of the chunk, around the pointer, with carets below the value. */
  readonly codeFrame?: string;
  readonly documented?: Documented;
}

/** What went over the wire, without secrets, bodies cut to a readable length. */
export interface ExchangeRecord {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** Empty for a stream, which has `frames` instead. */
    readonly body: string;
    /** The first frames of a stream. */
    readonly frames?: readonly FrameRecord[];
  };
}

/** One frame of a stream, as it was read. */
export interface FrameRecord {
  readonly index: number;
  readonly offset: number;
  /** Length of the whole frame in bytes. */
  readonly length: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The decoded chunk, the members of an exception, or the beginning of a payload that is neither. */
  readonly content: unknown;
  /** From the request to the frame's last byte. */
  readonly receivedMs?: number;
}

/** How a stream came. */
export interface StreamFacts {
  readonly frames: number;
  readonly bytes: number;
  /** From the request to the last byte of the first frame; absent without frames, and for recorded streams. */
  readonly firstFrameMs?: number;
  /** From the request to the end of the stream; absent for recorded streams. */
  readonly durationMs?: number;
}

/** One sending of a request that was sent more than once, because the target said that it was too busy. */
export interface Attempt {
  readonly status: number;
  /** The error that the response names. */
  readonly errorType?: string;
  /** How long it was until the request was sent again, in milliseconds; absent of the last one. */
  readonly pauseMs?: number;
}

/** One case with its checks. */
export interface CaseResult {
  readonly id: string;
  readonly operation: string;
  readonly format?: string;
  /** The narrowest profile that the case belongs to. */
  readonly profile: string;
  readonly summary: string;
  readonly outcome: CaseOutcome;
  /** Present where an error was wanted, and came. */
  readonly isRefusal?: true;
  /** Of a refusal that counts only beside a valid request whose failure the baseline lists: the id of that case. */
  readonly excusedBy?: string;
  /** Why a case is unsupported, not testable, in error, or expected to fail. */
  readonly reason?: string;
  readonly durationMs: number;
  /** Of recorded traffic: the model, without Region and account, where the request names one. */
  readonly model?: string;
  /** For recorded traffic: the day of the exchange, `2026-11-30`, if the recording has it. */
  readonly day?: string;
  /** Of recorded traffic: what the response holds that no document describes. */
  readonly unknown?: readonly UnknownPart[];
  /** Present if the request was sent more than once; the checks are about the last response. */
  readonly attempts?: readonly Attempt[];
  readonly checks: readonly CheckResult[];
  /** Present if the response was a stream. */
  readonly stream?: StreamFacts;
  readonly documented?: Documented;
  /** The file that the case is written in. */
  readonly file: string;
  /** Present where something did not conform. */
  readonly exchange?: ExchangeRecord;
}

/** A member that no document describes, or a value that none lists. */
export interface UnknownPart {
  /** JSON pointer; elements of lists are written `*`. */
  readonly pointer: string;
  /** The value, where it is the value that is unknown. */
  readonly value?: string;
}

/** How many cases ended how, and how many checks were made. */
export type Summary = Readonly<Record<CaseOutcome, number>> & {
  readonly checks: number;
  readonly warnings: number;
  /** The cases among those that pass in which an error was wanted, and came. */
  readonly refusals: number;
  /**
   * The cases among those expected to fail that no entry of the baseline is about: refusals beside a case that it
   * lists. Absent where there are none.
   */
  readonly excused?: number;
  /** Of recorded traffic: the checks that could not be made; they are not among `checks`. */
  readonly unsupportedChecks?: number;
};

/** A baseline entry that excuses nothing. */
export interface StaleEntry {
  readonly entry: string;
  readonly message: string;
}

/** The results of a run, as `--reporter json=FILE` writes them; `results.schema.json` is their schema. */
export interface SuiteResults {
  readonly suite: { readonly name: string; readonly version: string };
  readonly target: {
    readonly name: string;
    readonly endpoints: Readonly<Record<string, string>>;
    /** `recorded` where nothing was sent. */
    readonly authentication: "sigv4" | "bearer" | "unsigned" | "recorded";
    readonly replay: "exact" | "none";
  };
  /** The date whose requirements were asked for; absent where every case was. */
  readonly requirements?: string;
  /** Present where these are the results of one shard. */
  readonly shard?: Shard;
  readonly summary: Summary;
  readonly cases: readonly CaseResult[];
  /** Baseline entries that no longer hold; each fails the run. */
  readonly stale: readonly StaleEntry[];
  /** What kept the target from being reached, each said once. */
  readonly unreachable: readonly string[];
  /** What the run created and could not remove, and why. */
  readonly leftBehind?: readonly string[];
  readonly interrupted: boolean;
  /** Present where a pass by the envelope alone leaves the results incomplete. */
  readonly requiresBody?: true;
}

/** One part of a run that is spread over several processes. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}
