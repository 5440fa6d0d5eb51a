import type { Case } from "../case.ts";
import type { CaseFilter } from "../cases/load-cases.ts";
import type { Reporter } from "../report/reporter.ts";
import type { Environment } from "../targets/authenticator.ts";
import type { TargetOptions } from "../targets/target-options.ts";

/** How a run is made. */
export interface RunOptions extends TargetOptions, CaseFilter {
  /** The cases to choose from. Default: those of the suite. */
  readonly cases?: readonly Case[];
  /** Whether requests may go to Amazon Web Services, where they cost money. Default: false. */
  readonly paid?: boolean;
  /**
   * Whether cases may create what costs money, at a target that offers it. Default: false, but on this machine what the
   * manifest says.
   */
  readonly allowWrites?: boolean;
  /**
   * Where it is noted, before each call, what it may create. Default: a file of the run's own in the current folder; it
   * is deleted when all is removed.
   */
  readonly journal?: string;
  /** Whether results hold the exchanges that conform too. Default: false. */
  readonly keepsExchanges?: boolean;
  /** Seconds to wait until a target that is starting responds. Default: 0. */
  readonly waitSeconds?: number;
  /** Ends the run early, and returns the results so far. */
  readonly signal?: AbortSignal;
  /** Are told how the run goes. Default: none. */
  readonly reporters?: readonly Reporter[];
  /** Where settings, regions and credentials are looked for. Default: that of the process. */
  readonly environment?: Environment;
}
