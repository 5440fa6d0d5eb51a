import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startMock } from "@bedrock-contract/mock";
import { expect, test } from "vitest";
import { runCommand } from "./run-command.ts";

const ROOT = new URL("../../", import.meta.url);

const page = await readFile(new URL("conformance/docs/interpreting.md", ROOT), "utf8");
const [, program = ""] = /^```python\n(.*?)^```/ms.exec(page) ?? [];
const folders = ["conformance/src/gen/cases", "specs/gen/examples", "specs/dist"];
const paths = folders.map((path) => fileURLToPath(new URL(path, ROOT)));

/** Runs the program of the page, and returns what it prints. */
function runProgram(url: string, ...features: readonly string[]): Promise<string> {
  return runCommand("python3", ["-c", program, ...paths, url, ...features], { cwd: fileURLToPath(ROOT) });
}

test.skipIf(!hasPython())(
  "the runner in Python sends what writes nothing and finds that the mock conforms",
  async () => {
    await using mock = await startMock({ chunkDelayMs: 0 });

    // It marks no names, and knows no order: what writes needs both.
    const features = ["scripted-errors", "scripted-error-types", "existing-resource", "constraints"];
    const output = await runProgram(mock.url, ...features);

    const [, passed = "0"] = /^(\d+) passed, 0 failed, \d+ unsupported\n$/.exec(output) ?? [];
    expect(Number(passed), output).toBeGreaterThan(2_000);
  },
);

test.skipIf(!hasPython())("the runner in Python finds what does not conform", async () => {
  await using mock = await startMock({ credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret-secret" } });

  await expect(runProgram(mock.url)).rejects.toThrow(
    /management\/ListCustomModels\/all: expected \[200\], received 403/,
  );
});

function hasPython(): boolean {
  try {
    execFileSync("python3", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
