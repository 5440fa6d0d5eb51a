import type { AnswerHeaders } from "../../exchange/answer.ts";
import type { EquivalenceName } from "../equivalences.ts";

/** An answer as its bytes come, before the suite reads them. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Buffer;
  /** Of a stream: the pieces in which the body comes, with the time of each. Default: all at once. */
  readonly pieces?: readonly RawPiece[];
}

/** A part of a body that comes at a time of its own. */
export interface RawPiece {
  readonly bytes: Buffer;
  /** Milliseconds since the request was sent. */
  readonly atMs: number;
}

/** A right answer, changed in one place. */
export interface Mutant {
  /** What kind of change it is, such as `member-missing`. */
  readonly class: string;
  /** Where the change is and what it makes of the place, such as `/modelId: "text" -> 7`. */
  readonly place: string;
  readonly answer: RawAnswer;
  /** The rule by which nothing documented is violated, if no check objects. Absent: some check must object. */
  readonly harmlessBecause?: EquivalenceName;
  /** Whether it is judged as the answer of a target that replays the examples. Default: false. */
  readonly isReplayed?: boolean;
}

/** The rule by which a mutant violates nothing, if there is one. */
export type Because = Pick<Mutant, "harmlessBecause">;
