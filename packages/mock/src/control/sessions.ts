import type { MockFaults } from "@bedrock-contract/types";
import { type Account, type AccountOptions, createAccount } from "../bedrock/account.ts";
import { type Clock, createClock } from "../clock.ts";
import { createStoredResponses, type StoredResponses } from "../gateway/stored-responses.ts";
import type { MockRequest } from "../http/mock-request.ts";
import { RequestLog } from "../request/request-log.ts";
import { createFaults, type Faults } from "../respond/faults.ts";
import { createResponses, type Responses, type SetResponse } from "../respond/responses.ts";

/** What one test, or all that share it, set and see. */
export interface Session {
  readonly responses: Responses;
  readonly log: RequestLog;
  readonly clock: Clock;
  readonly account: Account;
  readonly faults: Faults;
  /** The answers that were kept, to be read and continued. */
  readonly stored: StoredResponses;
  /** Forgets everything but the responses of files, and the time. */
  reset(): void;
}

/** What each session starts with. */
export interface SessionOptions extends AccountOptions {
  readonly maxRequests: number;
  readonly faults?: MockFaults | undefined;
}

/** The sessions of a mock. */
export interface Sessions {
  /** The session that all share who name none. */
  readonly shared: Session;
  /** The session that a request is of. */
  of(request: MockRequest): Session;
  /** Puts the responses of files in the place of those before, in every session. */
  replaceStored(stored: readonly SetResponse[]): void;
  reset(): void;
}

/** The header that names a session. */
const SESSION_HEADER = "x-mock-session";

/** More sessions are not kept: the one that was used least lately goes. */
const MOST_SESSIONS = 1_000;

/** No session yet but the one that all share. */
export function createSessions(options: SessionOptions): Sessions {
  let stored: readonly SetResponse[] = [];
  const shared = createSession(options);
  const named = new Map<string, Session>();
  const find = (name: string): Session => {
    const found = named.get(name) ?? withStored(createSession(options), stored);
    named.delete(name);
    named.set(name, found);
    for (const oldest of [...named.keys()].slice(0, Math.max(0, named.size - MOST_SESSIONS))) {
      named.delete(oldest);
    }
    return found;
  };
  return {
    shared,
    of: (request) => {
      const name = request.headers[SESSION_HEADER] || keysOf(request).find((key) => named.has(key));
      return name === undefined ? shared : find(name);
    },
    replaceStored: (responses) => {
      stored = responses;
      for (const session of [shared, ...named.values()]) {
        session.responses.replaceStored(responses);
      }
    },
    reset: () => {
      named.clear();
      shared.reset();
    },
  };
}

function createSession({ maxRequests, faults: initial = {}, ...options }: SessionOptions): Session {
  const clock = createClock();
  const responses = createResponses();
  const log = new RequestLog(maxRequests);
  const faults = createFaults(clock, initial);
  const account = createAccount(clock, { ...options, quotas: () => faults.quotas() });
  const stored = createStoredResponses(clock);
  return {
    responses,
    log,
    clock,
    account,
    faults,
    stored,
    reset: () => {
      stored.reset();
      responses.reset();
      account.reset();
      log.clear();
      faults.set(initial);
    },
  };
}

function withStored(session: Session, stored: readonly SetResponse[]): Session {
  session.responses.replaceStored(stored);
  return session;
}

/** The access key id, or the bearer key, of a request. */
function keysOf({ headers: { authorization = "", "x-api-key": key = "" } }: MockRequest): readonly string[] {
  const [, id] = /\bCredential=([^/,\s]+)\//.exec(authorization) ?? [];
  const [, bearer] = /^Bearer\s+(\S+)$/i.exec(authorization) ?? [];
  return [id, bearer, key].filter((each) => each !== undefined && each !== "") as string[]; // None is undefined.
}
