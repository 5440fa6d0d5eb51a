import type { Interruption } from "./recorded-exchange.ts";

/** One line of a JSON-lines file; `exchanges.schema.json` is its schema. */
export interface ExchangeLine {
  readonly id?: string;
  readonly fidelity?: string;
  readonly operation?: string | null;
  readonly redacted?: readonly string[];
  readonly durationMs?: number;
  readonly request: RecordedBody & {
    readonly method: string;
    readonly path?: string;
    readonly url?: string;
    readonly headers?: RecordedHeaders;
  };
  readonly response: RecordedBody & {
    readonly status: number;
    readonly headers?: RecordedHeaders;
    readonly events?: readonly {
      readonly headers?: Readonly<Record<string, string>>;
      readonly payload?: unknown;
      readonly chunk?: unknown;
    }[];
    readonly chunks?: readonly unknown[];
    readonly interruption?: Interruption;
    readonly streamException?: { readonly type: string; readonly members: unknown };
  };
}

/** Headers of either side. */
export type RecordedHeaders = Readonly<Record<string, string | number | readonly (string | number)[]>> | null;

/** The body of either side. */
export interface RecordedBody {
  readonly body?: unknown;
  readonly bodyEncoding?: "base64" | "text";
}
