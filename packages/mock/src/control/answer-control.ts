import type { Issue, Validator } from "@bedrock-contract/validators";
import { mockClockAdvance, mockFaults, mockMemory, mockResponse, mockStates } from "@bedrock-contract/validators/mock";
import type { Clock } from "../clock.ts";
import { type Answer, jsonAnswer } from "../http/answer.ts";
import type { MockRequest } from "../http/mock-request.ts";
import { Refusal } from "../http/refusal.ts";
import { parseBody } from "../request/parse-body.ts";
import { described, impossibility } from "../respond/impossible-response.ts";
import type { SetResponse } from "../respond/responses.ts";
import { VERSION } from "../version.ts";
import type { Session } from "./sessions.ts";

/** The path below which the mock itself is spoken to. */
const ROOT = "/_mock";

/** Whether a request is to the mock itself. */
export function isControl({ path }: MockRequest): boolean {
  return path === ROOT || path.startsWith(`${ROOT}/`);
}

/** Answers a request to the mock itself, about a session. What it throws is a refusal, or a fault of the mock. */
export function answerControl(request: MockRequest, session: Session): Answer {
  const methods = ROUTES[request.path.slice(ROOT.length)];
  if (methods === undefined) {
    const known = Object.keys(ROUTES).map((path) => `${ROOT}${path}`);
    throw new Refusal("NotFound", 404, `The mock has no path ${request.path}; it has ${known.join(", ")}.`);
  }
  const route = methods[request.method];
  if (route === undefined) {
    const allow = Object.keys(methods).join(", ");
    throw new Refusal("MethodNotAllowed", 405, `${request.path} takes ${allow}, not ${request.method}.`, {
      headers: { allow },
    });
  }
  return route(session, request);
}

/** The refusal of a request to the mock itself. */
export function refuseAsControl(reason: unknown): Answer {
  const { status, body, headers } = Refusal.from(reason);
  return jsonAnswer(status, body, headers);
}

type Route = (session: Session, request: MockRequest) => Answer;

const NOTHING: Answer = { status: 204, headers: {}, body: "" };

const ROUTES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  "/health": { GET: () => jsonAnswer(200, { status: "ok", version: VERSION }) },
  "/requests": {
    GET: ({ log }) => jsonAnswer(200, { requests: log.requests }),
    DELETE: ({ log }) => {
      log.clear();
      return NOTHING;
    },
  },
  "/unmatched": {
    GET: ({ log }) =>
      jsonAnswer(200, { requests: log.requests.filter(({ outcome }) => outcome?.answeredBy !== "response") }),
  },
  "/responses": {
    POST: setResponses,
    DELETE: ({ responses }) => {
      responses.clear();
      return NOTHING;
    },
  },
  "/unused": { GET: ({ responses }) => jsonAnswer(200, { responses: responses.unused().map(shown) }) },
  "/state": {
    PUT: ({ responses: { states } }, request) => {
      for (const [scenario, state] of Object.entries(readBody(request, mockStates))) {
        states.set(scenario, state);
      }
      return jsonAnswer(200, Object.fromEntries(states));
    },
  },
  "/faults": {
    PUT: ({ faults }, request) => {
      faults.set(readBody(request, mockFaults));
      return NOTHING;
    },
  },
  "/clock": {
    POST: ({ clock }, request) => {
      const { advance, advanceMs } = readBody(request, mockClockAdvance);
      // The validator has looked at the form of a text.
      asAsked(() => clock.advance((advance ?? advanceMs ?? 0) as Parameters<Clock["advance"]>[0]));
      return jsonAnswer(200, { now: new Date(clock.now()).toISOString() });
    },
  },
  "/memory": {
    GET: ({ account: { memory } }) => jsonAnswer(200, memory.save()),
    PUT: ({ account: { memory } }, request) => {
      const saved = readBody(request, mockMemory);
      asAsked(() => memory.load(saved));
      return NOTHING;
    },
  },
  "/reset": {
    POST: (session) => {
      session.reset();
      return NOTHING;
    },
  },
};

function shown({ id, source, response }: SetResponse): unknown {
  return { id, source, response: described(response) };
}

/** Sets all responses of a body, or none. */
function setResponses({ responses }: Session, request: MockRequest): Answer {
  const body = readJson(request);
  const isList = Array.isArray(body);
  const all: readonly unknown[] = isList ? body : [body];
  for (const [index, each] of all.entries()) {
    const at = isList ? `/${index}` : "";
    refuseIssues(mockResponse.issues(each), at);
    const fault = mockResponse.is(each) ? impossibility(each) : undefined;
    if (fault !== undefined) {
      throw refusal(`${at === "" ? "" : `The response ${at}: `}${fault}.`);
    }
  }
  return jsonAnswer(201, { ids: all.filter((each) => mockResponse.is(each)).map((each) => responses.add(each)) });
}

/** Does what a request asks for; what cannot be done is the request's fault. */
function asAsked(work: () => void): void {
  try {
    work();
  } catch (reason) {
    throw refusal(`${reason instanceof Error ? reason.message : String(reason)}`.replace(/\.?$/, "."));
  }
}

function readBody<Value>(request: MockRequest, validator: Validator<Value>): Value {
  const body = readJson(request);
  refuseIssues(validator.issues(body), "");
  return validator.parse(body);
}

/** A page of others can send a body of any other type from a browser, and need not ask before. */
function readJson({ headers, body }: MockRequest): unknown {
  const [type] = (headers["content-type"] ?? "").split(";");
  if (type?.trim().toLowerCase() !== "application/json") {
    throw refusal(`The content type must be application/json, received ${type || "none"}.`);
  }
  const parsed = parseBody(body);
  if ("value" in parsed) {
    return parsed.value;
  }
  throw refusal(`${parsed.fault.charAt(0).toUpperCase()}${parsed.fault.slice(1)}.`);
}

function refuseIssues(found: readonly Issue[], at: string): void {
  if (found.length > 0) {
    const issues = found.map(({ pointer, message }) => ({ pointer: `${at}${pointer}`, message }));
    throw refusal(`${issues.map(({ pointer, message }) => `${pointer || "The body"} ${message}`).join("; ")}.`, issues);
  }
}

function refusal(message: string, issues?: readonly unknown[]): Refusal {
  return new Refusal("BadRequest", 400, message, { body: { message, ...(issues && { issues }) } });
}
