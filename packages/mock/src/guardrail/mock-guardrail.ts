/** What a guardrail does with what it finds: it blocks the whole content, or masks what it found. */
export type GuardrailAction = "BLOCK" | "ANONYMIZE";

/** A guardrail of the account, as a test sets it up. It judges by words and patterns alone. */
export interface MockGuardrail {
  /** Its id, of lower-case letters and digits. Requests may also name it by its ARN. */
  readonly id: string;
  /** The version that requests must name. Default: any. */
  readonly version?: string;
  /** What users see instead of a prompt or a response that is blocked. Default: a refusal in one sentence. */
  readonly blockedMessage?: string;
  /** Words and phrases that are blocked, in capital or small letters. Default: none. */
  readonly words?: readonly string[];
  /** Topics that are denied, each told by its keywords. Default: none. */
  readonly topics?: readonly { readonly name: string; readonly keywords: readonly string[] }[];
  /**
   * Kinds of personal data, `EMAIL` for example. A kind that has no pattern of its own in the mock, such as `NAME`,
   * needs one here. Default: none.
   */
  readonly piiEntities?: readonly {
    readonly type: string;
    readonly action: GuardrailAction;
    /** A regular expression. */
    readonly pattern?: string;
  }[];
  /** Regular expressions, each with a name that stands for what it masks. Default: none. */
  readonly regexes?: readonly {
    readonly name: string;
    readonly pattern: string;
    readonly action: GuardrailAction;
  }[];
}
