export type { BaselineEntry } from "./baseline/baseline.ts";
export type { Case, CaseExpectation, CasePreference, CaseSource, StreamException } from "./case.ts";
export { ConformanceError, type ConformanceErrorCode } from "./conformance-error.ts";
export { type CaseFilter, loadCases } from "./load-cases.ts";
export { type ModelPlan, type PlannedCase, planSpending, type SpendingPlan } from "./plan/plan-spending.ts";
export { type CheckedFiles, type CheckFilesOptions, checkFiles } from "./recorded/check-files.ts";
export type { RecordedReporter, ResultsHead } from "./recorded/recorded-reporter.ts";
export { type ConsoleReporterOptions, createConsoleReporter } from "./report/console-reporter.ts";
export { createReporters, type ReporterChoice } from "./report/create-reporters.ts";
export { createJsonLinesReporter } from "./report/json-lines-reporter.ts";
export { createJsonReporter } from "./report/json-reporter.ts";
export type { RenderOptions } from "./report/render.ts";
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
export type { RunOptions } from "./run-options.ts";
export { runSuite } from "./run-suite.ts";
export { exitCodeOf } from "./summary.ts";
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
