import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConformanceError } from "../../conformance-error.ts";
import type { Authentication } from "../../targets/manifest.ts";
import type { Removal } from "./creating-operation.ts";

/** Something that a run may have created and that is not known to be removed. */
export interface JournaledResource {
  /** Names the entry within its journal. */
  readonly key: string;
  readonly case: string;
  readonly endpoint: string;
  /** The region to sign for, where requests were signed. */
  readonly region?: string;
  readonly auth: Authentication;
  readonly remove: Removal;
  /** The name that the run gave it; absent where the name is not the run's own. */
  readonly name?: string;
  /** Its id, once the answer has told it. */
  readonly id?: string;
}

type Line =
  | ({ readonly event: "creating"; readonly at: string } & JournaledResource)
  | { readonly event: "created"; readonly key: string; readonly id: string }
  | { readonly event: "not-created" | "removed"; readonly key: string };

/** A file, one JSON value a line, that tells before each call what it may create, and afterwards what became of it. */
export class ResourceJournal {
  readonly file: string;
  readonly #pending: Map<string, JournaledResource>;
  #descriptor: number | undefined;

  constructor(file: string, pending: readonly JournaledResource[] = []) {
    this.file = file;
    this.#pending = new Map(pending.map((resource) => [resource.key, resource]));
  }

  /**
   * Begins the journal of a run, before anything is sent. Throws a usage error where it cannot be written, or is there
   * already: it may tell of what an earlier run has left behind.
   */
  begin(): void {
    this.#open("ax");
  }

  /** What is not known to be gone. */
  get pending(): readonly JournaledResource[] {
    return [...this.#pending.values()];
  }

  /**
   * Notes what is about to be created. The note outlives this process when this returns, and the machine too unless the
   * target is on it: to wait for the disk takes longer than most exchanges there.
   */
  creating(resource: JournaledResource, { isLocal }: { readonly isLocal: boolean }): void {
    this.#write({ event: "creating", at: new Date().toISOString(), ...resource });
    if (!isLocal) {
      fsyncSync(this.#open());
    }
    this.#pending.set(resource.key, resource);
  }

  created(key: string, id: string): void {
    this.#write({ event: "created", key, id });
    const resource = this.#pending.get(key);
    if (resource !== undefined) {
      this.#pending.set(key, { ...resource, id });
    }
  }

  /** Notes that there is nothing to remove, or nothing any more. */
  settled(key: string, event: "not-created" | "removed"): void {
    this.#write({ event, key });
    this.#pending.delete(key);
  }

  /** Ends the journal; deletes the file of one that has told everything. */
  close(): void {
    if (this.#descriptor !== undefined) {
      closeSync(this.#descriptor);
      this.#descriptor = undefined;
    }
    if (this.#pending.size === 0) {
      rmSync(this.file, { force: true });
    }
  }

  #write(line: Line): void {
    writeSync(this.#open(), `${JSON.stringify(line)}\n`);
  }

  #open(flags: "a" | "ax" = "a"): number {
    try {
      this.#descriptor ??= openSync(this.file, flags, 0o600);
      return this.#descriptor;
    } catch (error) {
      throw new ConformanceError("usage", describeUnwritable(this.file, error), { cause: error });
    }
  }
}

function describeUnwritable(file: string, error: unknown): string {
  if (error instanceof Error && Reflect.get(error, "code") === "EEXIST") {
    return `The journal ${file} is there already: another run is under way, or has left something behind that \`bedrock-conformance cleanup --journal ${file}\` removes.`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `The journal of what is created cannot be written: ${message}. --journal FILE names another place.`;
}

/** The journal of a run, in the current folder unless another file is named. */
export function journalFile(runId: string): string {
  return `${PREFIX}${runId}${SUFFIX}`;
}

/** The journals that runs have left in a folder. */
export async function findJournals(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.startsWith(PREFIX) && name.endsWith(SUFFIX))
    .toSorted()
    .map((name) => join(folder, name));
}

const PREFIX = "bedrock-conformance-";
const SUFFIX = ".journal.jsonl";

/** Reads a journal. A last line that was cut off, when the run was killed, is left out: what it announces was not sent. */
export async function readJournal(file: string): Promise<ResourceJournal> {
  const pending = new Map<string, JournaledResource>();
  for (const text of (await readText(file)).split("\n")) {
    const line = parseLine(text);
    if (line !== undefined) {
      replay(line, pending);
    }
  }
  return new ResourceJournal(file, [...pending.values()]);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `${file} cannot be read: ${message}`, { cause: error });
  }
}

function parseLine(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line; // This suite wrote it.
  } catch {
    return undefined;
  }
}

function replay(line: Line, pending: Map<string, JournaledResource>): void {
  switch (line.event) {
    case "creating": {
      const { event: _, at: __, ...resource } = line;
      pending.set(line.key, resource);
      return;
    }
    case "created": {
      const resource = pending.get(line.key);
      if (resource !== undefined) {
        pending.set(line.key, { ...resource, id: line.id });
      }
      return;
    }
    case "not-created":
    case "removed":
      pending.delete(line.key);
      return;
    default:
      line satisfies never;
  }
}
