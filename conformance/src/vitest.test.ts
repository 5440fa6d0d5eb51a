import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runCommand } from "../test/run-command.ts";
import { defineTarget } from "./index.ts";
import { describeConformance, replayCommand } from "./vitest.ts";

const VITEST = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const CONFIG = fileURLToPath(new URL("../vitest.config.ts", import.meta.url));
const ADAPTER = fileURLToPath(new URL("vitest.ts", import.meta.url));

// Each selected case becomes a test of its own.
describeConformance("mock", { run: ["management/GetFoundationModel", "openai-completion/InvokeModel"] });

test.each([
  { given: { target: "gateway.yaml", profile: ["runtime"] }, want: "--target gateway.yaml" },
  {
    given: { endpoint: "http://127.0.0.1:1", allowWrites: true },
    want: "--endpoint http://127.0.0.1:1 --allow-writes",
  },
  {
    given: { target: defineTarget({ name: "ours", endpoints: { runtime: "http://127.0.0.1:1" }, auth: "none" }) },
    want: "--runtime-endpoint http://127.0.0.1:1 --auth none",
  },
])("the command that sends a case again goes to the same target: $want", ({ given, want }) => {
  expect(replayCommand(given)("runtime/InvokeModel/x")).toBe(
    `bedrock-conformance replay runtime/InvokeModel/x ${want}`,
  );
});

test("an entry of the baseline that is not needed any more fails", { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "conformance-"));
  const baseline = join(folder, "baseline.yaml");
  await writeFile(baseline, "- case: management/ListCustomModels/all\n  reason: known\n");
  const options = JSON.stringify({ run: ["management/ListCustomModels/all"], baseline });
  const lines = [
    `import { describeConformance } from ${JSON.stringify(ADAPTER)};`,
    `describeConformance("mock", ${options});`,
  ];
  await mkdir(join(folder, "src"));
  await writeFile(join(folder, "src", "stale.test.ts"), lines.join("\n"));
  const args = [VITEST, "run", "--root", folder, "--config", CONFIG];
  const run = runCommand(process.execPath, args, { cwd: folder });

  await expect(run).rejects.toThrow("stale baseline entry management/ListCustomModels/all: the case conforms");
  await rm(folder, { recursive: true });
});
