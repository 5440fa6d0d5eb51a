import { createRequire } from "node:module";
import type * as PrismHttp from "@stoplight/prism-http";
import type { MockExample } from "../example.ts";
import type { SpecOperation } from "../request/spec-operation.ts";

/** What a response is made from: an example of the spec, or where there is none the schema of that status. */
export type Wanted = Pick<MockExample, "api" | "operation" | "status"> &
  Partial<Pick<MockExample, "name" | "mediaType">>;

/** Prism, in this process. */
export interface Engine {
  /** The operation of that name in the spec of an API (`management`, `runtime`, `gateway` or the id of a format). */
  specOperation(api: string, name: string): Promise<SpecOperation>;
  /** The body that the spec gives for a response. */
  body(wanted: Wanted): Promise<unknown>;
}

/** Loads Prism, which takes more than half a second the first time. A spec is read when its first request comes. */
export async function loadEngine(): Promise<Engine> {
  const prism = await import("@stoplight/prism-http");
  const instance = prism.createInstance(CONFIG, { logger: silentLogger() });
  const specs = new Map<string, Promise<readonly SpecOperation[]>>();
  const bodies = new Map<string, Promise<unknown>>();

  async function specOperation(api: string, name: string): Promise<SpecOperation> {
    const spec = specs.get(api) ?? prism.getHttpOperationsFromSpec(specFile(api));
    specs.set(api, spec);
    const operation = (await spec).find((each) => each.iid === name);
    if (operation === undefined) {
      throw new Error(`The spec of ${api} has no operation ${name}`);
    }
    return operation;
  }

  /** A response never changes, and Prism takes almost a millisecond for one: each is asked for once. */
  function body(wanted: Wanted): Promise<unknown> {
    const key = [wanted.api, wanted.operation, wanted.status, wanted.name].join(" ");
    const known = bodies.get(key) ?? askPrism(wanted);
    bodies.set(key, known);
    return known;
  }

  async function askPrism(wanted: Wanted): Promise<unknown> {
    const operation = await specOperation(wanted.api, wanted.operation);
    const example = wanted.name === undefined ? {} : { exampleKey: wanted.name };
    const mediaTypes = wanted.mediaType === undefined ? {} : { mediaTypes: [wanted.mediaType] };
    // Prism changes the configuration that it is given: each request gets its own.
    const config = { ...CONFIG, mock: { dynamic: false, code: wanted.status, ...example, ...mediaTypes } };
    const result = await instance.request(requestOf(operation), [operation], config)();
    if (result._tag === "Left") {
      throw new Error(`Prism found no response ${wanted.status} ${wanted.name ?? ""}: ${result.left.message}`);
    }
    return result.right.output.body;
  }

  return { specOperation, body };
}

/**
 * Prism chooses and generates; requests are judged by our validators alone, which come from the same specs, so that
 * there is one verdict.
 */
const CONFIG = {
  isProxy: false,
  mock: { dynamic: false },
  validateRequest: false,
  validateResponse: false,
  checkSecurity: false,
  errors: false,
  upstreamProxy: undefined,
} as const;

/** The request is routed already: to Prism it only names the operation, so its labels hold a word that needs no decoding. */
function requestOf(operation: SpecOperation): PrismHttp.IHttpRequest {
  return {
    // Prism types a method of a spec as any string.
    method: operation.method as PrismHttp.IHttpRequest["method"],
    url: { path: operation.path.replaceAll(/\{[^}]+\}/g, "label") },
  };
}

/** Resolved as Node resolves it: the YAML sources under the condition of the workspace, else the bundle of the published package. */
function specFile(api: string): string {
  const folder = ["management", "runtime", "gateway"].includes(api) ? api : `formats/${api}`;
  return createRequire(import.meta.url).resolve(`@bedrock-contract/specs/${folder}`);
}

type PrismLogger = Parameters<typeof PrismHttp.createInstance>[1]["logger"];

/** Prism asks for a pino logger, but calls only its levels and `child`. */
function silentLogger(): PrismLogger {
  const ignore = () => undefined;
  const levels = { trace: ignore, debug: ignore, info: ignore, success: ignore, warn: ignore, error: ignore };
  const logger = { ...levels, child: () => logger };
  // The rest of pino's interface is never used.
  return logger as unknown as PrismLogger;
}
