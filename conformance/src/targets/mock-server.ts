import { randomUUID } from "node:crypto";
import { startMock } from "@bedrock-contract/mock";
import { apis } from "@bedrock-contract/wire";
import { bearing, type Signing } from "./authenticator.ts";
import type { Servers } from "./target.ts";

/**
 * Starts the embedded mock in this process: it shares the modules that are loaded, and ends with the run whatever
 * happens. It answers only to what `signing` signs, or to a bearer key that nobody else has.
 */
export async function startMockServer({ credentials, region }: Signing): Promise<Servers> {
  const bearerToken = randomUUID();
  const mock = await startMock({ credentials, region, bearerToken, apiKey: bearerToken });
  const endpoints = {
    management: mock.url,
    runtime: mock.url,
    gateway: mock.gatewayUrl,
    responses: `${mock.url}${apis.responses.basePath}`,
    messages: `${mock.url}${apis.messages.basePath}`,
  };
  return {
    endpoints,
    endpointOf: ({ api }) => endpoints[api],
    gatewayAuthenticator: bearing(bearerToken),
    advance: async (time) => mock.clock.advance(time),
    close: () => mock.close(),
  };
}
