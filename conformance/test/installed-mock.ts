import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A mock that runs from an installed package; `await using` stops it. */
export interface InstalledMock extends AsyncDisposable {
  readonly url: string;
}

/** Starts the `bedrock-mock` of a project, as its user would. */
export async function startInstalledMock(folder: string): Promise<InstalledMock> {
  const child = spawn(join(folder, "node_modules", ".bin", "bedrock-mock"), ["--port", "0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "close");
  const stop = async () => {
    child.kill();
    await exit;
  };
  const [line] = await Promise.race([once(child.stdout, "data"), exit.then(() => [""])]);
  const [url] = String(line).match(/http:[^\s,]+/) ?? [];
  if (url === undefined) {
    await stop();
    throw new Error(`bedrock-mock did not say where it listens: ${line}`);
  }
  return { url, [Symbol.asyncDispose]: stop };
}
