import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FEATURES } from "../cases/features.ts";
import { incrementalDelivery } from "../checks/stream/incremental-delivery.ts";
import { isSession } from "../exchange/stream/client-events.ts";
import type { CheckResult } from "../result.ts";
import { planRun } from "../run/plan-run.ts";
import type { RunOptions } from "../run/run-options.ts";
import { openRunner, type Runner } from "../run/runner.ts";
import { everyEndpoint } from "./every-endpoint.ts";
import type { Mutant, RawAnswer } from "./mutants/mutant.ts";
import { checkId } from "./named-checks.ts";
import { type Recording, suiteModelIds } from "./recording.ts";

/** One mutant that is sent over a connection, and what the checks said of it before. */
export interface WireMutant {
  readonly mutant: Mutant;
  readonly recording: Recording;
  readonly kills: readonly string[];
}

/** A mutant on which a run over a connection says something else than the checks did before. */
export interface WireDifference {
  readonly class: string;
  readonly place: string;
  readonly case: string;
  readonly expected: readonly string[];
  readonly received: readonly string[];
}

/** What came of a sample over a connection. */
export interface WireSampleResults {
  readonly mutants: number;
  readonly differences: readonly WireDifference[];
}

/** What came of all that went over a connection. */
export interface WireResults extends WireSampleResults {
  /** Answers that no bytes show: connections that break. By what was done, the checks that objected. */
  readonly broken: ReadonlyMap<string, readonly string[]>;
}

/** Answers the real suite with the bytes of mutants, from a server on this machine, its header names in upper case. */
export async function runWireSample(sample: readonly WireMutant[]): Promise<WireSampleResults> {
  await using server = await startServer();
  const recordings = [...new Set(sample.map(({ recording }) => recording))];
  const differences: WireDifference[] = [];
  for (const isReplayed of recordings.length === 0 ? [] : [false, true]) {
    await using runner = await connectedRunner(server.url, { isReplayed, recordings });
    for (const { mutant, recording, kills } of sample) {
      if ((mutant.isReplayed === true) === isReplayed) {
        server.answerWith((response) => send(response, mutant.answer));
        const received = await objectionsOf(runner, recording);
        const expected = kills.map(checkId);
        if (expected.join() !== received.join()) {
          const { class: name, place } = mutant;
          differences.push({ class: name, place, case: recording.case.id, expected, received });
        }
      }
    }
  }
  return { mutants: sample.length, differences };
}

/**
 * Whether a case may go to a server that stands in for others: it creates nothing there, nobody verifies signatures,
 * and a session would need HTTP/2.
 */
export function isSendable({ case: given }: Recording): boolean {
  return given.authentication === undefined && !given.requires.includes("writes") && !isSession(given.operation);
}

/**
 * Whether a case is sendable, and is one request: a case that comes after another one would have that answered by the
 * same bytes.
 */
export function isSingle(recording: Recording): boolean {
  return isSendable(recording) && recording.case.after === undefined;
}

async function connectedRunner(
  url: string,
  { isReplayed, recordings }: { readonly isReplayed: boolean; readonly recordings: readonly Recording[] },
): Promise<Runner & AsyncDisposable> {
  const options: RunOptions = {
    target: {
      name: "mutants",
      endpoints: everyEndpoint(url),
      auth: "none",
      features: { supported: FEATURES.filter((feature) => feature !== "writes") },
      replay: isReplayed ? "exact" : "none",
      limits: { concurrency: 1, attempts: 1 },
    },
    cases: recordings.filter(isSingle).map((recording) => recording.case),
    environment: {},
  };
  const runner = await openRunner({ ...(await planRun(options)), modelIds: await suiteModelIds() }, options);
  return { ...runner, [Symbol.asyncDispose]: () => runner.close() };
}

async function objectionsOf(runner: Runner, { case: given }: Recording): Promise<readonly string[]> {
  const { result } = await runner.run(given);
  const { checks } = result;
  return checks.filter(isObjection).map(({ id }) => id);
}

/** When the bytes came is the matter of this machine. */
function isObjection({ id, outcome }: CheckResult): boolean {
  return id !== incrementalDelivery.id && (outcome === "fail" || outcome === "warn");
}

/** What goes wrong with a connection, told by the status line and the body that is not whole. */
const BREAKS: Readonly<Record<string, (response: ServerResponse, answer: RawAnswer) => void>> = {
  "connection-closed-at-once": (response) => void response.destroy(),
  "body-shorter-than-announced": (response, { status, headers, body }) => {
    response.writeHead(status, { ...sendable(headers), "content-length": body.length + 10 });
    response.write(body, () => response.destroy());
  },
};

/** Answers the real suite with connections that break. */
export async function breakConnections(
  recordings: readonly Recording[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  await using server = await startServer();
  const one = recordings.find((recording) => isSingle(recording) && isPlain(recording.answer));
  const results = new Map<string, readonly string[]>();
  if (one !== undefined) {
    await using runner = await connectedRunner(server.url, { isReplayed: false, recordings: [one] });
    for (const [name, breakIt] of Object.entries(BREAKS)) {
      server.answerWith((response) => breakIt(response, one.answer));
      results.set(name, await objectionsOf(runner, one));
    }
  }
  return results;
}

/** Of a stream that breaks off other checks speak. */
function isPlain({ status, headers }: RawAnswer): boolean {
  return status === 200 && headers["content-type"]?.startsWith("application/json") === true;
}

interface Server extends AsyncDisposable {
  readonly url: string;
  answerWith(answer: (response: ServerResponse) => void): void;
}

async function startServer(): Promise<Server> {
  let answer = (response: ServerResponse): void => void response.end();
  const server = createServer((request, response) => {
    // The endpoint itself answers, as that of a target does of which one answer breaks off.
    request.resume().on("end", () => (request.url === "/" ? response.writeHead(404).end() : answer(response)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answerWith: (next) => {
      answer = next;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function send(response: ServerResponse, { status, headers, body }: RawAnswer): void {
  response.sendDate = false;
  response.writeHead(status, { ...sendable(headers), "Content-Length": body.length });
  response.end(body);
}

/** Headers of the connection are those of this one. */
const OF_THE_CONNECTION = ["connection", "content-length", "date", "keep-alive", "transfer-encoding"];

/** The headers of an answer that are not about its connection, in upper case. */
export function sendable(headers: RawAnswer["headers"]): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.includes(name));
  return Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value]));
}
