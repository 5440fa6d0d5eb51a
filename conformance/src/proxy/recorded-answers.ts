import { createHash } from "node:crypto";
import { findOperation, printableLine } from "@bedrock-contract/wire";
import { differencesOf } from "../checks/differences.ts";
import { parseJson } from "../exchange/parse-json.ts";
import { withDocumentedAccount } from "../results/redact/patterns.ts";
import { locateOperation } from "../traffic/read/locate-operation.ts";
import { readRecording } from "../traffic/read/read-recording.ts";
import type { RecordedExchange } from "../traffic/read/recorded-exchange.ts";
import { requestTargetOf } from "../traffic/read/request-target.ts";

/** A request to which an answer is sought. */
export interface WantedRequest {
  readonly method: string;
  readonly target: string;
  readonly body: Buffer;
}

/** The answers of a recording, each given once, in the order in which they were recorded. */
export class RecordedAnswers {
  readonly #places = new Map<string, Place>();
  readonly #gatewayBasePaths: readonly string[];
  #count = 0;

  private constructor(gatewayBasePaths: readonly string[]) {
    this.#gatewayBasePaths = gatewayBasePaths;
  }

  /** Reads recordings. Throws a usage error where one cannot be read. */
  static async read(files: readonly string[], gatewayBasePaths: readonly string[] = []): Promise<RecordedAnswers> {
    const answers = new RecordedAnswers(gatewayBasePaths);
    for (const file of files) {
      for await (const recorded of await readRecording(file)) {
        if ("exchange" in recorded && isAnswered(recorded.exchange)) {
          answers.#add(recorded.exchange);
        }
      }
    }
    return answers;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** The next answer to a request; without one, why there is none. */
  take(request: WantedRequest): { readonly exchange: RecordedExchange } | { readonly refusal: string } {
    const { name, key } = this.#placeOf(request.method, request.target);
    const place = this.#places.get(key);
    if (place === undefined) {
      return { refusal: `${name} was not recorded. The recording holds ${this.#contents()}.` };
    }
    const answers = place.answers.get(hashOf(request.body));
    if (answers === undefined) {
      const others = place.answers.size === 1 ? "another body" : "other bodies";
      return { refusal: `${name} was recorded with ${others}: ${differenceIn(request.body, place)}.` };
    }
    const exchange = answers.list[answers.next];
    if (exchange === undefined) {
      const times = answers.list.length === 1 ? "once" : `${answers.list.length} times`;
      return { refusal: `${name} was recorded ${times} with this body, and all of its responses were used.` };
    }
    answers.next += 1;
    return { exchange };
  }

  #add(exchange: RecordedExchange): void {
    const { method, url, body } = exchange.request;
    const { path, query } = requestTargetOf(url);
    const { name, key } = this.#placeOf(method, query === "" ? path : `${path}?${query}`);
    const place = this.#places.get(key) ?? { name, answers: new Map() };
    const hash = hashOf(body);
    const answers = place.answers.get(hash) ?? { list: [], next: 0 };
    answers.list.push(exchange);
    place.answers.set(hash, answers);
    this.#places.set(key, place);
    this.#count += 1;
  }

  /** Operation, resource and query; which account it is of means nothing. */
  #placeOf(method: string, target: string): { readonly name: string; readonly key: string } {
    const documented = withDocumentedAccount(target);
    const parts = requestTargetOf(documented);
    const match = findOperation(method, parts.path) ?? locateOperation(method, parts, this.#gatewayBasePaths);
    const query = [...new URLSearchParams(parts.query)].map((pair) => pair.join("=")).toSorted();
    const name =
      match === undefined
        ? `${method} ${parts.path}`
        : [match.operation.name, ...Object.values(match.labels).map(withDocumentedAccount)].join(" ");
    return { name: printableLine(name), key: [name, ...query].join("\n") };
  }

  #contents(): string {
    const names = [...new Set([...this.#places.values()].map(({ name }) => name))];
    const rest = names.length - MOST_NAMED;
    const shown = names.slice(0, MOST_NAMED).join(", ");
    return names.length === 0 ? "no response" : rest > 0 ? `${shown} and ${rest} more` : shown;
  }
}

const MOST_NAMED = 10;

interface Place {
  readonly name: string;
  /** By what was asked, in the order of the recording. */
  readonly answers: Map<string, { readonly list: RecordedExchange[]; next: number }>;
}

function isAnswered({ response: { status, interruption } }: RecordedExchange): boolean {
  return status >= 200 && interruption?.by !== "client";
}

/** JSON is the same in any order of its members, and of any account. */
function hashOf(body: Buffer): string {
  const json = jsonOf(body);
  return createHash("sha256")
    .update(json === undefined ? body : canonical(json))
    .digest("base64");
}

function jsonOf(body: Buffer): unknown {
  const json = parseJson(Buffer.from(withDocumentedAccount(body.toString("utf8"))));
  return json.isJson ? json.value : undefined;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}

/** Where a body first differs from the recorded one that is nearest to it. */
function differenceIn(body: Buffer, { answers }: Place): string {
  const sent = jsonOf(body) ?? body.toString("utf8");
  const all = [...answers.values()].map(({ list: [first] }) => {
    const recorded = first?.request.body ?? Buffer.alloc(0);
    return differencesOf(jsonOf(recorded) ?? recorded.toString("utf8"), sent);
  });
  const [[first] = []] = all.toSorted((one, other) => one.length - other.length);
  const { pointer = "", expected = "", received = "" } = first ?? {};
  return `the nearest has ${expected} at ${pointer === "" ? "its root" : pointer}, and ${received} was sent`;
}
