import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { packageFile } from "../package-file.ts";

/** Whether an answer comes whole or streamed. */
export type How = "whole" | "stream";

/** What is asked of an api, and what it may answer. */
export interface ClientApi {
  readonly modelId: string;
  readonly whole: { readonly operation: string; readonly answers: Readonly<Record<string, object>> };
  readonly stream: { readonly operation: string; readonly answers: Readonly<Record<string, readonly object[]>> };
  readonly requests: Readonly<Record<string, object>>;
}

/** One answer of the server, by what is changed in it. */
export interface ScriptedAnswer {
  /** The name of the answer that is changed. Default: hello. */
  readonly answer?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An error instead. `in` says where it is named; default: header. */
  readonly error?: { readonly type: string; readonly status: number; readonly in?: "header" | "body" };
  /** Anything at all instead. */
  readonly raw?: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** The exception that ends the stream, and the number of events before it. */
  readonly exception?: { readonly type: string; readonly after: number };
  /** The stream breaks off inside of a frame, after this number of its bytes; orderly, or with its connection. */
  readonly cut?: { readonly frame: number; readonly bytes: number; readonly isOrderly?: boolean };
  /** The frame whose checksum is wrong. */
  readonly corrupt?: number;
  /** How many bytes are written at once. */
  readonly split?: number;
  /** An event among the others. */
  readonly insert?: { readonly at: number; readonly event: object };
  /** The event that holds this text, many times. */
  readonly repeat?: { readonly having: string; readonly times: number };
  readonly set?: readonly { readonly at: string; readonly value: unknown }[];
  /** Members that each event has besides. */
  readonly setInEach?: object;
  readonly isEmpty?: boolean;
  readonly firstByteMs?: number;
}

/** What a client must make of its answers. */
export interface ClientExpectation {
  readonly text?: string;
  readonly textLength?: number;
  readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[];
  /** The exception that it must tell; `any`, whatever it calls it. */
  readonly error?: string;
  /** Whether an error will do as well. */
  readonly orError?: boolean;
  /** The fewest and the most requests. */
  readonly attempts?: readonly [fewest: number, most: number];
  /** The least time between two requests. */
  readonly leastWaitMs?: number;
  /** A member that the client should still show, where it shows whole responses. */
  readonly keeps?: string;
}

/** One case, as it is written: it is asked of each api. */
export interface ClientCase {
  readonly name: string;
  readonly summary: string;
  readonly how: How;
  /** The name of the request. Default: hello. */
  readonly request?: string;
  /** `{model}` stands for the api's own. Default: the api's own. */
  readonly modelId?: string;
  readonly answers?: readonly ScriptedAnswer[];
  readonly isHttp1?: boolean;
  readonly expect: ClientExpectation;
}

/** The file of cases. */
export interface ClientCases {
  readonly apis: Readonly<Record<string, ClientApi>>;
  readonly cases: readonly ClientCase[];
}

const FILE = packageFile("client-cases.yaml");

/** Reads the cases that come with the suite. */
export async function loadClientCases(): Promise<ClientCases> {
  return parse(await readFile(FILE, "utf8"));
}
