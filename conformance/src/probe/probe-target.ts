import type { Case } from "../case.ts";
import { suiteCases } from "../cases/load-cases.ts";
import { ConformanceError } from "../conformance-error.ts";
import type { RunOptions } from "../run/run-options.ts";
import { runSuite } from "../run/run-suite.ts";
import type { ModelChoice } from "../targets/manifest.ts";
import { isPaidTarget } from "../targets/paid-host.ts";
import { resolveManifest } from "../targets/resolve-manifest.ts";
import {
  chooseQuestions,
  chooseScripted,
  dimensionsQuestion,
  type Finding,
  isProbe,
  type Question,
} from "./choose-cases.ts";
import { findModels } from "./find-models.ts";

/** What was learnt of a target. */
export interface Findings {
  /** The number of requests sent. */
  readonly requests: number;
  readonly offered: readonly Finding[];
  /** The models of a gateway that answered, by role; empty where those of the examples did. */
  readonly models: Readonly<Record<string, ModelChoice>>;
  readonly scripted: readonly Finding[];
  /** What requests without authentication were answered, one an api. */
  readonly open: readonly Finding[];
}

/** Asks a target a few cheap questions. Throws where it cannot be reached, and where no endpoint is given. */
export async function probeTarget(options: RunOptions): Promise<Findings> {
  const cases = suiteCases();
  const questions = await chooseQuestions(cases);
  const asked = await ask(questions, {
    ...options,
    features: ["existing-resource"],
    // So that answers are compared with the examples, which Amazon Web Services never answers with.
    replay: isPaidTarget(await resolveManifest(options)) ? "none" : "exact",
  });
  const { offered, models, requests } = await findModels(asked, {
    dimensions: dimensionsQuestion(cases),
    ask: (question, own) => ask([question], { ...options, models: { ...options.models, ...own } }),
  });
  const scripted = await ask(chooseScripted(cases), {
    ...options,
    features: ["scripted-errors", "scripted-error-types"],
  });
  const isOpen = ({ given, about }: Question): boolean => isProbe(given) && !about.startsWith("streaming");
  const firsts = questions.filter(
    (question, index) =>
      isOpen(question) &&
      questions.findIndex((each) => isOpen(each) && each.given.api === question.given.api) === index,
  );
  const open = await ask(firsts, { ...options, auth: "none" });
  return { requests: asked.length + requests + scripted.length + open.length, offered, models, scripted, open };
}

/** Sends the questions that concern the target's endpoints. */
async function ask(questions: readonly Question[], options: RunOptions): Promise<readonly Finding[]> {
  const cases: readonly Case[] = questions.map(({ given }) => given);
  const results = await runSuite({ ...options, cases, keepsExchanges: true, attempts: 2 });
  const [reason] = results.unreachable;
  if (reason !== undefined) {
    throw new ConformanceError("unreachable", reason);
  }
  return questions.flatMap((question) => {
    const result = results.cases.find(({ id }) => id === question.given.id);
    return result === undefined || result.outcome === "unsupported" ? [] : [{ ...question, result }];
  });
}
