import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
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

/** A line of a journal; `journal.schema.json` is the schema of it. */
export type JournalLine =
  | ({ readonly event: "creating"; readonly at: string } & JournaledResource)
  | { readonly event: "created"; readonly key: string; readonly id: string }
  | { readonly event: "not-created" | "removed"; readonly key: string };

/** What a journal tells that was read. */
export interface JournalContent {
  readonly pending?: readonly JournaledResource[];
  readonly isEmpty?: boolean;
}

/** A file, one JSON value a line, that tells before each call what it may create, and afterwards what became of it. */
export class ResourceJournal {
  readonly file: string;
  readonly #pending: Map<string, JournaledResource>;
  #descriptor: number | undefined;

  /** Whether it tells nothing yet: then nobody knows that the file is a journal. */
  readonly isEmpty: boolean;

  constructor(file: string, { pending = [], isEmpty = false }: JournalContent = {}) {
    this.file = file;
    this.isEmpty = isEmpty;
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
    if (this.#pending.size === 0 && !this.isEmpty) {
      rmSync(this.file, { force: true });
    }
  }

  #write(line: JournalLine): void {
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
    return `The journal ${file} already exists: another run is in progress, or an earlier run left something behind that \`bedrock-conformance cleanup --journal ${file}\` removes.`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `The journal of created resources cannot be written: ${message}. --journal FILE names another place.`;
}

/** The journal of a run, in the current folder unless another file is named. */
export function journalFile(runId: string): string {
  return `${PREFIX}${runId}${SUFFIX}`;
}

/** Whether a file has the name of a journal. */
export function isJournalName(name: string): boolean {
  return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
}

const PREFIX = "bedrock-conformance-";
const SUFFIX = ".journal.jsonl";
