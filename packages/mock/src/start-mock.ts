import type { MockFaults, MockOutcome } from "@bedrock-contract/types";
import type { AccountOptions } from "./bedrock/account.ts";
import type { Clock } from "./clock.ts";
import { answerControl, isControl, refuseAsControl } from "./control/answer-control.ts";
import { keepMemory } from "./control/kept-memory.ts";
import { createSessions, type Session, type Sessions } from "./control/sessions.ts";
import { GATEWAY_PATH, gatewayRequest, readBasePath } from "./gateway/gateway-path.ts";
import { createAccess, isLoopback } from "./http/access.ts";
import type { Answer } from "./http/answer.ts";
import { createHttpFront, refuseAsBedrock } from "./http/http-front.ts";
import { makeCertificate, type ServerCertificate } from "./http/make-certificate.ts";
import type { MockRequest } from "./http/mock-request.ts";
import { Turns } from "./http/turns.ts";
import type { AuthenticationOptions } from "./request/authenticate.ts";
import { clientConfig, type MockClientConfig } from "./request/client-config.ts";
import { wholeRequest } from "./request/event-operation.ts";
import { parseAhead } from "./request/parse-body.ts";
import { type ReceivedMockRequest, receivedRequest } from "./request/received-request.ts";
import { refuseImpossible } from "./respond/impossible-response.ts";
import type { MockResponse } from "./respond/mock-response.ts";

/** Where a mock listens, which requests it accepts, and how fast it streams. */
export interface StartMockOptions extends AuthenticationOptions, AccountOptions {
  /** The TCP port; 0 takes any free one. Default: 0. */
  readonly port?: number;
  /** The address to listen at. Default: `127.0.0.1`, so that only this machine reaches the mock. */
  readonly host?: string;
  /**
   * Names by which the mock is called, beside `host` and those of this machine (`localhost`, 127.0.0.1, [::1]): that of
   * its container, for one. Default: none, so that no name of others that leads here is answered.
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /**
   * The origins of web pages that may call the mock and read its responses, in addition to those of this machine, which may call
   * it: such as `https://app.example`. Default: none.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** How long a stream waits before each chunk but the first, in milliseconds. Default: 5. */
  readonly chunkDelayMs?: number;
  /** The API key that requests to the gateway must have. Default: any, and none. */
  readonly apiKey?: string | undefined;
  /** The path below which the gateway is. Default: `/api/v1`, as the spec has it. */
  readonly gatewayBasePath?: string | undefined;
  /** How many of the latest requests `requests` keeps, fewer where their bodies are long. Default: 1000. */
  readonly maxRequests?: number;
  /** What to do with a request for which no response is set: respond from the specs, or refuse it. Default: `generate`. */
  readonly unmatched?: "generate" | "refuse" | undefined;
  /** Faults that apply to all requests. Default: nothing. */
  readonly faults?: MockFaults | undefined;
  /**
   * Whether the mock is spoken to over HTTP, below `/_mock`: by tests in other languages. Default: where `host` is on
   * this machine, so that nobody else scripts it.
   */
  readonly control?: boolean | undefined;
  /**
   * Speaks TLS: with a certificate of its own making, which `authority` shows, or with one that is given. Default: it
   * speaks none.
   */
  readonly tls?: boolean | ServerCertificate | undefined;
  /**
   * The file that holds what requests have left behind in resources, of those that name no session: read at the start
   * where there is one, and written whenever something changes. Default: none.
   */
  readonly state?: string | undefined;
  /** Responses that are set from the beginning, in every session, and that `reset` keeps. Default: none. */
  readonly initialResponses?: readonly MockResponse[] | undefined;
  /** The folder of the files that hold responses, read again when one changes. Default: none. */
  readonly responses?: string | undefined;
  /** What is told of files that are wrong when they change; the responses before stay. Default: nothing. */
  readonly onWrongFile?: ((error: Error) => void) | undefined;
}

const DEFAULT_CHUNK_DELAY = 5;

const DEFAULT_MAX_REQUESTS = 1_000;

/** A running mock. */
export interface Mock {
  /** The endpoint to give to a client, for example `http://127.0.0.1:49152`. */
  readonly url: string;
  readonly port: number;
  /** The base URL to give to a client of OpenAI, for example `http://127.0.0.1:49152/api/v1`. */
  readonly gatewayUrl: string;
  /** The endpoint, a region and credentials for a client: `new BedrockRuntimeClient(mock.clientConfig)`. */
  readonly clientConfig: MockClientConfig;
  /** The certificate that clients must trust, in PEM, where the mock speaks TLS. */
  readonly authority?: string;
  /** The requests received so far, refused ones included, the oldest first. */
  readonly requests: readonly ReceivedMockRequest[];
  /**
   * The time by which jobs and asynchronous invocations progress and cached prompts expire: that of the machine, until
   * a test lets it advance.
   */
  readonly clock: Clock;
  /**
   * Sets a response. Those for a number of requests (`once`, `times`) come first, in the order in which they were set;
   * then those for all, the latest first; then responses from the specs. Throws an Error that says why where no
   * request could get it.
   */
  respond(response: MockResponse): void;
  /** Forgets the responses that were set, the received requests, and the resources that they created. */
  reset(): void;
  /** Ends every connection and stops listening. Nothing of the mock keeps the process alive afterwards. */
  close(): Promise<void>;
  /** Closes the mock at the end of the block that has it with `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a server that responds like Bedrock, over HTTP/1.1 and HTTP/2 without TLS on one port: the management API,
 * the runtime API with every format, the protocols of OpenAI and Anthropic at Bedrock's own paths, and an
 * OpenAI-compatible gateway. Rejects where the port is taken.
 */
export async function startMock(options: StartMockOptions = {}): Promise<Mock> {
  const { port = 0, host = "127.0.0.1", chunkDelayMs: chunkDelay = DEFAULT_CHUNK_DELAY } = options;
  const { credentials, bearerToken, region, apiKey } = options;
  const basePath = readBasePath(options.gatewayBasePath ?? GATEWAY_PATH);
  const { maxRequests = DEFAULT_MAX_REQUESTS, unmatched, control: hasControl = isLoopback(host) } = options;
  const sessions = createSessions({ ...options, maxRequests });
  const access = createAccess({ ...options, host });
  const isToMock = (request: MockRequest): boolean => hasControl && isControl(request);
  const answer = async (streamed: MockRequest): Promise<Answer> => {
    const request = await wholeRequest(streamed);
    const turns = new Turns();
    await parseAhead(request.body, turns);
    const session = sessions.of(request);
    if (isToMock(request)) {
      access.check(request);
      return answerControl(request, session);
    }
    const toGateway = gatewayRequest(request, basePath);
    const received = receivedRequest(toGateway?.request ?? request);
    session.log.add(received, request.body.byteLength);
    const options = { ...session, chunkDelay, refusesUnmatched: unmatched === "refuse", received, turns };
    return settle(session, received, async () => {
      access.check(request);
      return toGateway === undefined
        ? (await bedrock()).answerRequest(request, { ...options, credentials, bearerToken, region })
        : (await gateway()).answerGateway(toGateway, { ...options, apiKey, credentials, bearerToken, region });
    });
  };
  const refuse = async (request: MockRequest, reason: unknown): Promise<Answer> => {
    if (isToMock(request)) {
      return refuseAsControl(reason);
    }
    const toGateway = gatewayRequest(request, basePath);
    return toGateway === undefined
      ? refuseAsBedrock(request, reason)
      : (await gateway()).refuseAsGateway(toGateway, reason);
  };
  const { shared } = sessions;
  if (options.state !== undefined) {
    keepMemory(shared.account.memory, options.state);
  }
  const certificate = options.tls === true ? await makeCertificate(namesOf(options)) : options.tls || undefined;
  const stopWatching = await keepStored(sessions, options);
  const front = createHttpFront(
    async (request) => access.preflight(request) ?? withHeaders(await answer(request), access.headers(request)),
    async (request, reason) => withHeaders(await refuse(request, reason), access.headers(request)),
    { certificate },
  );
  const close = (): Promise<void> => {
    stopWatching();
    return front.close();
  };
  const address = await front.listen(port, host);
  const name = host.includes(":") ? `[${host}]` : host;
  const url = `${certificate === undefined ? "http" : "https"}://${name}:${address.port}`;
  return {
    url,
    port: address.port,
    gatewayUrl: `${url}${basePath}`,
    clientConfig: clientConfig(url, options),
    requests: shared.log.requests,
    clock: shared.clock,
    respond: (response) => void shared.responses.add(response),
    reset: sessions.reset,
    ...(certificate !== undefined && { authority: certificate.authority }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The names by which a mock is called, those of its machine among them. */
export function namesOf({ host = "127.0.0.1", allowedHosts = [] }: StartMockOptions): readonly string[] {
  return [...new Set(["localhost", "127.0.0.1", "::1", host, ...allowedHosts])];
}

// What answers is loaded with the first request for it: a mock that waits holds less, and is there sooner.
const bedrock = once(() => import("./bedrock/answer-bedrock.ts"));
const gateway = once(() => import("./gateway/answer-gateway.ts"));

function once<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loading: Promise<Module> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}

/** Reads the responses that files hold, now and whenever one changes; returns what ends that. */
async function keepStored(
  sessions: Sessions,
  { responses: folder, onWrongFile, initialResponses = [] }: StartMockOptions,
): Promise<() => void> {
  for (const response of initialResponses) {
    refuseImpossible(response);
  }
  const initial = initialResponses.map((response, index) => ({
    id: `initial-${index + 1}`,
    source: undefined,
    response,
  }));
  sessions.replaceStored(initial);
  if (folder === undefined) {
    return () => {};
  }
  // Reading YAML takes a fifth of all modules.
  const { readFixtures, watchFixtures } = await import("./fixtures/fixtures.ts");
  sessions.replaceStored([...initial, ...readFixtures(folder)]);
  return watchFixtures(folder, () => {
    try {
      sessions.replaceStored([...initial, ...readFixtures(folder)]);
    } catch (reason) {
      onWrongFile?.(reason instanceof Error ? reason : new Error(String(reason)));
    }
  });
}

/** Answers a request, and says beside it what became of it. */
async function settle(
  { responses }: Session,
  received: ReceivedMockRequest,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  const settled = (status: number, message?: string): void => {
    const response = responses.takenBy(received);
    const answeredBy = response !== undefined ? "response" : message === undefined ? "specs" : "refusal";
    const outcome: MockOutcome = {
      status,
      isValid: response !== undefined || responses.isAdmitted(received),
      answeredBy,
      ...(response !== undefined && { response }),
      ...(message !== undefined && { message }),
    };
    Object.assign(received, { outcome });
  };
  try {
    const answered = await answer();
    settled(answered.status);
    return answered;
  } catch (reason) {
    const { status } = Object(reason);
    settled(typeof status === "number" ? status : 500, reason instanceof Error ? reason.message : String(reason));
    throw reason;
  }
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
