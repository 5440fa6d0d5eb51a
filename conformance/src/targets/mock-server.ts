import { randomUUID } from "node:crypto";
import { startMock } from "@bedrock-contract/mock";
import type { Signing } from "./authenticator.ts";
import type { Servers } from "./open-target.ts";

/**
 * Starts the embedded mock in this process: it shares the modules that are loaded, and ends with the run whatever happens. It answers only to
 * what `signing` signs, or to a bearer key that nobody has.
 */
export async function startMockServer({ credentials, region }: Signing): Promise<Servers> {
  const mock = await startMock({ credentials, region, bearerToken: randomUUID() });
  const endpoints = { management: mock.url, runtime: mock.url };
  return { endpoints, endpointOf: () => mock.url, close: () => mock.close() };
}
