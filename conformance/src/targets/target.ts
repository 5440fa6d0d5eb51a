import type { Case } from "../case.ts";
import type { Authenticator } from "./authenticator.ts";
import type { TargetManifest } from "./manifest.ts";

/** A target that is ready to be asked. */
export interface Target {
  readonly manifest: TargetManifest;
  /** Where its apis answer, for reports. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Where a case is sent. */
  endpointOf(given: Case): URL;
  /** What authenticates the requests of AWS's apis. */
  readonly authenticator: Authenticator;
  /** What authenticates the request of a case: the protocols of others have a key of their own. */
  authenticatorOf(given: Case): Authenticator;
  /** Sent with each request. */
  readonly headers: Readonly<Record<string, string>>;
  /** What of these headers no report shows. */
  readonly secrets: readonly string[];
  /** What reports show of headers whose value the environment gave. */
  readonly templates: Readonly<Record<string, string>>;
  /** Lets time pass at once; absent where that is not possible. */
  advance?(time: "1h"): Promise<void>;
  /** Stops what was started for the run. */
  close(): Promise<void>;
}

/** Servers that answer cases. */
export interface Servers {
  readonly endpoints: Readonly<Record<string, string>>;
  endpointOf(given: Case): string;
  /** What authenticates requests in the protocols of others. Default: nothing. */
  readonly gatewayAuthenticator?: Authenticator;
  /** Lets time pass at once. Default: that is not possible. */
  advance?(time: "1h"): Promise<void>;
  close(): Promise<void>;
}
