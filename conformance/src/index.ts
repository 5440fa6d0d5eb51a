export type { Case, CaseExpectation, CaseHead, CasePreference, CaseSource, StreamException } from "./case.ts";
export { type CaseFilter, listCases, loadCases } from "./cases/load-cases.ts";
export { ConformanceError, type ConformanceErrorCode } from "./conformance-error.ts";
export { type ConsoleReporterOptions, createConsoleReporter } from "./report/console-reporter.ts";
export { createReporters, type ReporterChoice } from "./report/create-reporters.ts";
export type { RenderOptions } from "./report/describe/render.ts";
export { createJsonLinesReporter } from "./report/files/json-lines-reporter.ts";
export { createJsonReporter } from "./report/files/json-reporter.ts";
export type { Reporter, RunStart } from "./report/reporter.ts";
export type {
  Attempt,
  CaseOutcome,
  CaseResult,
  CheckOutcome,
  CheckResult,
  Difference,
  Documented,
  ExchangeRecord,
  FramePlace,
  FrameRecord,
  Level,
  StaleEntry,
  StreamFacts,
  SuiteResults,
  Summary,
} from "./result.ts";
export type { BaselineEntry } from "./results/baseline/baseline.ts";
export { exitCodeOf } from "./results/summary.ts";
export { type ModelPlan, type PlannedCase, planSpending, type SpendingPlan } from "./run/plan-spending.ts";
export type { RunOptions } from "./run/run-options.ts";
export { runSuite } from "./run/run-suite.ts";
export type { Environment } from "./targets/authenticator.ts";
export {
  type Authentication,
  defineTarget,
  type Price,
  type Prices,
  type TargetLimits,
  type TargetManifest,
} from "./targets/manifest.ts";
export type { TargetOptions } from "./targets/target-options.ts";
export { type CheckedFiles, type CheckFilesOptions, checkFiles } from "./traffic/grade/check-files.ts";
export type { RecordedReporter, ResultsHead } from "./traffic/report/recorded-reporter.ts";
