import { isFull } from "../.some-of.ts";

/** What is read here of the tests of a file. */
interface TestFile {
  readonly relativeModuleId: string;
  readonly children: { allTests(state: "skipped"): Iterable<{ readonly tags: readonly string[] }> };
}

/** A reporter of Vitest: says of each file how many tests were skipped, but for those that are another task's. */
export const skippedTests = {
  onTestRunEnd(files: readonly TestFile[]): void {
    for (const { relativeModuleId, children } of files) {
      // `test` runs a longer test in part, and `test:full` nothing else.
      const skipped = [...children.allTests("skipped")].filter(({ tags }) => tags.includes("longer") === isFull);
      if (skipped.length > 0) console.log(`skipped: ${skipped.length} of ${relativeModuleId}`);
    }
  },
};
