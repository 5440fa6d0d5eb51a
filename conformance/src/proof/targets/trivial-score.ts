import type { Case } from "../../case.ts";
import { FEATURES } from "../../cases/features.ts";
import { exitCodeOf } from "../../results/summary.ts";
import { runSuite } from "../../run/run-suite.ts";
import { everyEndpoint } from "../every-endpoint.ts";
import { serve } from "./serve.ts";
import type { TrivialTarget } from "./trivial-targets.ts";

/** How a target scored that reads no request. */
export interface TrivialScore {
  readonly target: string;
  readonly cases: number;
  /** The cases that passed. There must be none. */
  readonly passed: readonly string[];
  /** What the command would end with. It must not be 0. */
  readonly exitCode: number;
}

/** Whether the right answer has no member: a client reads the same out of any object, so that an echo is none worse. */
function isSilent({ expect: { body } }: Case): boolean {
  return typeof body === "object" && body !== null && Object.keys(body).length === 0;
}

/** Runs the real suite against a target that reads no request, which claims to offer everything or nothing. */
export async function trivialScore(
  { name, respond }: TrivialTarget,
  { cases, claims = "everything" }: { readonly cases: readonly Case[]; readonly claims?: "everything" | "nothing" },
): Promise<TrivialScore> {
  await using server = await serve(respond);
  const results = await runSuite({
    target: {
      name,
      endpoints: everyEndpoint(server.url),
      auth: "none",
      // One that says that it is too busy, or that a job has not ended, says so each time.
      limits: { attempts: 1, jobMs: 1 },
      features: { supported: claims === "everything" ? [...FEATURES] : [] },
    },
    environment: {},
    cases: cases.filter((each) => !isSilent(each)),
  });
  const passed = results.cases.filter(({ outcome }) => outcome.startsWith("pass")).map(({ id }) => id);
  return { target: name, cases: results.cases.length, passed, exitCode: exitCodeOf(results) };
}
