import { startMock } from "@bedrock-contract/mock";
import type { Servers } from "./open-target.ts";

/** Starts the embedded mock in this process: it shares the modules that are loaded, and ends with the run whatever happens. */
export async function startMockServer(): Promise<Servers> {
  const mock = await startMock();
  const endpoints = { management: mock.url, runtime: mock.url };
  return { endpoints, endpointOf: () => mock.url, close: () => mock.close() };
}
