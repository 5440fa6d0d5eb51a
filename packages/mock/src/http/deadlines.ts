import type http from "node:http";
import type http2 from "node:http2";
import type net from "node:net";
import { EVENT_STREAM_MEDIA_TYPE } from "@bedrock-contract/wire";

/** How long a client may take, in milliseconds. */
export interface Deadlines {
  /** From the beginning of a connection, or the end of a response, to the end of a request's head. */
  readonly head: number;
  /** From the end of the head to the end of the body. */
  readonly body: number;
  /** How long an HTTP/2 connection may have no request. */
  readonly idle: number;
}

/** More than any client on this machine or its network takes, who means to end what it begins. */
export const DEADLINES: Deadlines = { head: 15_000, body: 30_000, idle: 60_000 };

/** Closes the connections of HTTP/1.1 whose clients are silent, or do not end what they have begun. */
export class Http1Deadlines {
  readonly #deadlines: Deadlines;
  readonly #waiting = new WeakMap<net.Socket, NodeJS.Timeout>();
  readonly #active = new WeakMap<net.Socket, number>();

  constructor(deadlines: Deadlines) {
    this.#deadlines = deadlines;
  }

  /** The connection is there, and nothing has been said. */
  opens(socket: net.Socket): void {
    this.#awaitHead(socket);
    socket.once("close", () => clearTimeout(this.#waiting.get(socket)));
  }

  /** The connection is one of HTTP/2, and no affair of these deadlines any more. */
  leaves(socket: net.Socket): void {
    clearTimeout(this.#waiting.get(socket));
  }

  /** The head of a request is there. */
  begins(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { socket } = request;
    clearTimeout(this.#waiting.get(socket));
    this.#active.set(socket, (this.#active.get(socket) ?? 0) + 1);
    const timer = later(() => socket.destroy(), this.#deadlines.body);
    request.once("end", () => clearTimeout(timer)).once("close", () => clearTimeout(timer));
    response.once("close", () => {
      const active = (this.#active.get(socket) ?? 1) - 1;
      this.#active.set(socket, active);
      if (active === 0 && !socket.destroyed) {
        this.#awaitHead(socket);
      }
    });
  }

  #awaitHead(socket: net.Socket): void {
    clearTimeout(this.#waiting.get(socket));
    this.#waiting.set(
      socket,
      later(() => socket.destroy(), this.#deadlines.head),
    );
  }
}

/** Ends the connections of HTTP/2 that have no request, and the requests whose bodies do not end. */
export function holdToDeadlines(session: http2.ServerHttp2Session, { head, body, idle }: Deadlines): void {
  let open = 0;
  const end = (): void => {
    session.close();
    later(() => session.destroy(), 1_000);
  };
  let timer = later(end, head);
  session.once("close", () => clearTimeout(timer));
  session.on("stream", (stream, headers) => {
    open += 1;
    clearTimeout(timer);
    // A client that streams events may go on for minutes, but not in silence.
    const isEventStream = headers["content-type"] === EVENT_STREAM_MEDIA_TYPE;
    const bodyTimer = isEventStream ? undefined : later(() => stream.destroy(), body);
    stream.setTimeout(isEventStream ? body : 0, () => stream.destroy());
    stream.once("end", () => clearTimeout(bodyTimer));
    stream.once("close", () => {
      clearTimeout(bodyTimer);
      open -= 1;
      if (open === 0 && !session.destroyed) {
        timer = later(end, idle);
      }
    });
  });
}

/** Does something after a while, if the process is still there. */
function later(action: () => void, milliseconds: number): NodeJS.Timeout {
  return setTimeout(action, milliseconds).unref();
}
