import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { type NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";
import { isClosedHttp2, isNotHttp2 } from "./not-http2.ts";

/**
 * Lets a client speak HTTP/1.1 to an endpoint that does not understand the HTTP/2 that the AWS SDK begins with, as most
 * emulators and proxies without TLS. The first request finds out; it is built and signed again, because HTTP/2 signs
 * `:authority` in place of `host`.
 */
export function fallBackToHttp1(client: BedrockRuntimeClient): void {
  // In Node the SDK makes itself this handler where the caller gives none.
  const handler = new FallbackHandler(client.config.requestHandler as NodeHttp2Handler);
  client.config.requestHandler = handler;
  client.middlewareStack.add(
    (next) => (args) =>
      next(args).catch((reason: unknown) => {
        if (handler.hasHttp2 || !(isNotHttp2(reason) || isClosedHttp2(reason))) {
          throw reason;
        }
        return handler.tryHttp1(() => next(args), reason);
      }),
    { step: "initialize", name: "fallBackToHttp1", priority: "high" },
  );
}

/** Sends with HTTP/2, until it is known that only HTTP/1.1 gets a response; through a proxy with HTTP/1.1. */
class FallbackHandler {
  readonly #http2: NodeHttp2Handler;
  readonly #http1: NodeHttpHandler;
  #isHttp1: boolean;
  #hasHttp2 = false;

  constructor(http2: NodeHttp2Handler) {
    this.#http2 = http2;
    const agents = agentsOfProxy();
    this.#http1 = new NodeHttpHandler(agents);
    this.#isHttp1 = agents !== undefined;
  }

  /** Whether the endpoint has answered over HTTP/2. */
  get hasHttp2(): boolean {
    return this.#hasHttp2;
  }

  /** The SDK writes the headers of the protocol that stands here. */
  get metadata(): { readonly handlerProtocol: string } {
    return this.#isHttp1 ? this.#http1.metadata : { handlerProtocol: "h2" };
  }

  /**
   * Sends with HTTP/1.1 from now on, unless no response comes in this way either; then the reason of the first failure
   * counts.
   */
  async tryHttp1<Result>(send: () => Promise<Result>, reason: unknown): Promise<Result> {
    this.#isHttp1 = true;
    try {
      return await send();
    } catch (second) {
      if (hasResponse(second)) {
        throw second;
      }
      this.#isHttp1 = false;
      throw reason;
    }
  }

  async handle(...args: Parameters<NodeHttpHandler["handle"]>): ReturnType<NodeHttpHandler["handle"]> {
    if (this.#isHttp1) {
      return this.#http1.handle(...args);
    }
    const output = await this.#http2.handle(...args);
    this.#hasHttp2 = true;
    return output;
  }

  destroy(): void {
    this.#http2.destroy();
    this.#http1.destroy();
  }

  updateHttpClientConfig(...args: Parameters<NodeHttp2Handler["updateHttpClientConfig"]>): void {
    this.#http2.updateHttpClientConfig(...args);
  }

  httpHandlerConfigs(): ReturnType<NodeHttp2Handler["httpHandlerConfigs"]> {
    return this.#http2.httpHandlerConfigs();
  }
}

/**
 * Agents that go through the proxies of the environment, where Node.js was told to by `NODE_USE_ENV_PROXY` or
 * `--use-env-proxy`: agents of one's own do so only if asked. Node's modules are asked for in a way that bundles for
 * browsers can hold.
 */
function agentsOfProxy(): { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent } | undefined {
  // A browser has no process.
  const load = globalThis.process?.getBuiltinModule;
  const [http, https] = [load?.("http"), load?.("https")];
  const proxyEnv = https?.globalAgent.options.proxyEnv;
  return http === undefined || https === undefined || proxyEnv === undefined
    ? undefined
    : {
        httpAgent: new http.Agent({ keepAlive: true, proxyEnv }),
        httpsAgent: new https.Agent({ keepAlive: true, proxyEnv }),
      };
}

function hasResponse(reason: unknown): boolean {
  return Object(Object(reason).$metadata).httpStatusCode !== undefined;
}
