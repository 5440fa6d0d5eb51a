import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import { ConformanceError } from "../conformance-error.ts";

/** Where a server of ours listens. */
export interface Listening {
  readonly host: string;
  readonly port: number;
}

/** The flags of a server of ours. */
export interface ListenFlags {
  readonly listen: Listening;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Adds where a server listens, and its certificate. */
export function addListenOptions(command: Command, port: number): Command {
  return command
    .addOption(
      new Option("--listen <host:port>", "address to listen at; port 0 takes any free port")
        .argParser(readListening)
        .default({ host: "127.0.0.1", port }, `127.0.0.1:${port}`),
    )
    .option("--tls-cert <file>", "use TLS with this certificate (PEM)")
    .option("--tls-key <file>", "key of the certificate (PEM)");
}

/** Reads the certificate, where there is one. */
export async function readTls({
  tlsCert,
  tlsKey,
}: Partial<ListenFlags>): Promise<{ readonly cert: Buffer; readonly key: Buffer } | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) {
    return undefined;
  }
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new ConformanceError("usage", "Expected both --tls-cert FILE and --tls-key FILE.");
  }
  const [cert, key] = await Promise.all([tlsCert, tlsKey].map(readPem));
  return { cert: cert ?? Buffer.alloc(0), key: key ?? Buffer.alloc(0) };
}

async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new ConformanceError("usage", `${file} cannot be read: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

/** What a client needs to come here. */
export function describeServer(what: string, url: string): string {
  return [
    `${url} is ${what}; point clients there:`,
    `  export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${url} AWS_ENDPOINT_URL_BEDROCK=${url}`,
    "",
  ].join("\n");
}

/** A port that is taken is the user's to change. */
export function inWords(error: unknown): never {
  if (
    error instanceof Error &&
    "code" in error &&
    /^E(?:ADDRINUSE|ACCES|ADDRNOTAVAIL|NOTFOUND)$/.test(String(error.code))
  ) {
    throw new ConformanceError(
      "usage",
      `Cannot listen at this address: ${error.message}. --listen HOST:PORT takes another one.`,
      {
        cause: error,
      },
    );
  }
  throw error;
}

function readListening(text: string): Listening {
  const [, host = "", port = ""] = /^(?:(\[[\da-fA-F:.]+\]|[^:\s]*):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === "" || Number(port) > 65_535) {
    throw new InvalidArgumentError("Expected HOST:PORT, such as 127.0.0.1:4020.");
  }
  return { host: host.replace(/^\[(.*)\]$/, "$1") || "127.0.0.1", port: Number(port) };
}
