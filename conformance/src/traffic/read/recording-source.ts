import { createReadStream } from "node:fs";
import { glob, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";
import { ConformanceError } from "../../conformance-error.ts";
import { LONGEST_LINE } from "./read-lines.ts";
import { listObjects, openObject } from "./s3-objects.ts";

/** Something that recorded traffic is read from: a file, an object of S3, or the standard input. */
export interface RecordingSource {
  /** As it was named, or found. */
  readonly name: string;
  /** The bytes, unpacked. Each call reads anew, but of the standard input. */
  open(): Promise<AsyncIterable<Buffer>>;
  /** What stands beside it under a relative path, unpacked; undefined where nothing does. */
  beside(path: string): Promise<Buffer | undefined>;
}

/** Names of files in a folder that may hold traffic. Bodies of invocation logs stand in `data`, and are no traffic. */
const TRAFFIC = /\.(?:har|jsonl?|jsonl\.out|log|ndjson)(?:\.gz)?$|\.gz$/i;
const BODIES = /(?:^|[/\\])data[/\\]/;

/**
 * What the arguments of the command name, in order: files, folders (with all below them), globs, `s3://` objects and
 * prefixes, and `-` for the standard input. Throws a usage error where one names nothing.
 */
export async function findRecordings(names: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of names) {
    found.push(...(await namesIn(name)));
  }
  return found;
}

async function namesIn(name: string): Promise<readonly string[]> {
  if (name === "-") {
    return [name];
  }
  if (name.startsWith("s3://")) {
    return (await listObjects(name)).filter((object) => !BODIES.test(object));
  }
  const isFolder = await stat(name).then(
    (entry) => entry.isDirectory(),
    () => undefined,
  );
  if (isFolder === false) {
    return [name];
  }
  if (isFolder === undefined && !/[*?[{]/.test(name)) {
    throw new ConformanceError(
      "usage",
      `${name} cannot be read: there is no such file; expected a HAR file, JSON lines, invocation logs, a folder, a glob in quotes, s3://… or -`,
    );
  }
  const found: string[] = [];
  for await (const each of glob(isFolder === true ? `${name.replace(/\/$/, "")}/**/*` : name)) {
    if ((isFolder !== true || TRAFFIC.test(each)) && !BODIES.test(each) && (await stat(each)).isFile()) {
      found.push(each);
    }
  }
  if (found.length === 0) {
    throw new ConformanceError("usage", `${name} holds no file of recorded traffic (*.jsonl, *.json.gz, *.har, …).`);
  }
  return found.toSorted();
}

/** Opens what `findRecordings` has found. */
export function recordingSource(name: string): RecordingSource {
  if (name === "-") {
    return { name: "standard input", open: async () => unpacked(process.stdin), beside: async () => undefined };
  }
  if (name.startsWith("s3://")) {
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    return {
      name,
      open: async () => unpacked(await openObject(name)),
      beside: async (path) => collect(openObject(`${folder}${path}`)),
    };
  }
  return {
    name,
    open: async () => unpacked(createReadStream(name, { highWaterMark: 1024 * 1024 })),
    beside: (path) => readBeside(join(dirname(name), path)),
  };
}

/** The path of a body that an invocation log keeps beside itself, whatever its bucket was called. */
export function logBodyPath(path: string): string {
  return `data/${basename(path)}`;
}

async function readBeside(file: string): Promise<Buffer | undefined> {
  try {
    const bytes = await readFile(file);
    return isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: LONGEST_LINE }) : bytes;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

async function collect(opening: Promise<Readable>): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of await unpacked(await opening)) {
      pieces.push(piece);
      length += piece.length;
      if (length > LONGEST_LINE) {
        throw new Error(`a body of more than ${LONGEST_LINE} bytes is not read`);
      }
    }
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchKey") {
      return undefined;
    }
    throw error;
  }
  return Buffer.concat(pieces);
}

/** Gzip is known by its first two bytes, whatever a file is called. */
async function unpacked(stream: Readable): Promise<AsyncIterable<Buffer>> {
  const isPacked = await new Promise<boolean | undefined>((resolve, reject) => {
    const look = (): void => {
      const piece: unknown = stream.read();
      if (piece instanceof Uint8Array) {
        stream.off("readable", look);
        // At once: a stream without anything left would end.
        stream.unshift(piece);
        resolve(isGzip(piece));
      }
    };
    stream.once("end", () => resolve(undefined));
    stream.once("error", reject);
    stream.on("readable", look);
  });
  if (isPacked === undefined) {
    return empty();
  }
  // A fault of either end is told by the reading.
  return isPacked ? pipeline(stream, createGunzip({ chunkSize: UNPACKED_PIECE }), () => undefined) : stream;
}

/** Each piece takes a turn of the event loop, and most lines should lie in one. */
const UNPACKED_PIECE = 256 * 1024;

async function* empty(): AsyncGenerator<Buffer> {
  // There is nothing.
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
