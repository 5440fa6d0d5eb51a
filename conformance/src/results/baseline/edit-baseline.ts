import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { ConformanceError } from "../../conformance-error.ts";
import type { CaseResult } from "../../result.ts";
import { type BaselineEntry, isAboutCase, staleEntries } from "./baseline.ts";
import { isExpired } from "./expiry.ts";
import { baselineEntries } from "./read-baseline.ts";

/** What was done to a baseline; entries by `case#check`. */
export interface BaselineChanges {
  readonly added: readonly string[];
  /** Excused anew: their day was over, or the failure says something else by now. */
  readonly renewed: readonly string[];
  readonly removed: readonly string[];
  readonly kept: number;
}

/** How a baseline is edited. */
export interface EditBaselineOptions {
  /** `prune` only removes what excuses nothing any more; `update` also lists what fails. */
  readonly edit: "prune" | "update";
  /** The reason of entries that are added. */
  readonly reason: string;
  /** The ids of every case there is. */
  readonly knownIds: ReadonlySet<string>;
  /** Default: now. */
  readonly now?: Date;
}

/**
 * Brings a baseline up to what a whole run has found. What people wrote stays: comments, reasons, tickets, the order.
 * Entries of cases that could not be judged stay too.
 */
export async function editBaseline(
  file: string,
  cases: readonly CaseResult[],
  { edit, reason, knownIds, now = new Date() }: EditBaselineOptions,
): Promise<BaselineChanges> {
  const { document, list } = await readDocument(file);
  const entries = baselineEntries(document.toJS(), file);
  const failures = cases.flatMap(failuresOf);
  const renewed = edit === "update" ? entries.filter((entry) => isToRenew(entry, { failures, now })) : [];
  const stale = new Set(staleEntries(entries, cases, knownIds, now).map(({ entry }) => entry));
  const removed = entries.filter((entry) => stale.has(entry.entry) && !renewed.includes(entry));
  const added =
    edit === "update" ? failures.filter((failure) => !entries.some((entry) => isAbout(entry, failure))) : [];
  for (const { entry } of renewed) {
    const item = itemOf(list, entry);
    item?.delete("expires");
    item?.delete("message");
  }
  list.items = list.items.filter((item) => !removed.some(({ entry }) => item.get("case") === entry));
  for (const { key } of added) {
    list.add(document.createNode({ case: key, reason }));
  }
  await write(file, document.toString({ lineWidth: 0 }));
  const names = (some: readonly BaselineEntry[]): readonly string[] => some.map(({ entry }) => entry);
  return {
    added: added.map(({ key }) => key),
    renewed: names(renewed),
    removed: names(removed),
    kept: entries.length - renewed.length - removed.length,
  };
}

interface Failure {
  readonly key: string;
  readonly caseId: string;
  readonly checkId: string;
  readonly message: string;
}

/** What fails a case, whether it is excused so far or not. */
function failuresOf({ id, checks }: CaseResult): readonly Failure[] {
  return checks
    .filter(({ outcome, level }) => outcome === "fail" || (outcome === "expected-fail" && level === "MUST"))
    .map((check) => ({ key: `${id}#${check.id}`, caseId: id, checkId: check.id, message: check.message ?? "" }));
}

function isAbout(entry: BaselineEntry, { caseId, checkId }: Failure): boolean {
  return isAboutCase(entry, caseId) && (entry.checkId === undefined || entry.checkId === checkId);
}

function isToRenew(
  entry: BaselineEntry,
  { failures, now }: { readonly failures: readonly Failure[]; readonly now: Date },
): boolean {
  const mine = failures.filter((failure) => isAbout(entry, failure));
  const saysOtherwise = mine.some(({ message }) => !message.startsWith(entry.message ?? ""));
  return mine.length > 0 && (isExpired(entry, now) || saysOtherwise);
}

interface BaselineDocument {
  readonly document: Document;
  readonly list: YAMLSeq<YAMLMap>;
}

/** Reads a baseline with its comments; one that is not there yet is empty. */
async function readDocument(file: string): Promise<BaselineDocument> {
  const read = parseDocument(await readIfThere(file));
  const [error] = read.errors;
  if (error !== undefined) {
    throw new ConformanceError("usage", `${file} cannot be read: ${error.message}`);
  }
  const document: Document = read.contents === null ? new Document([]) : read;
  document.commentBefore = read.commentBefore;
  const list = document.contents;
  if (!isSeq(list) || !list.items.every((item) => isMap(item))) {
    throw new ConformanceError("usage", `${file} is not a baseline: expected a list of entries.`);
  }
  // What was an empty list, `[]`, is to be written on by people as well.
  list.flow = false;
  return { document, list: list as YAMLSeq<YAMLMap> }; // Each item was just found to be a mapping.
}

function itemOf(list: YAMLSeq<YAMLMap>, entry: string): YAMLMap | undefined {
  return list.items.find((item) => item.get("case") === entry);
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "ENOENT") {
      return "";
    }
    const message = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `${file} cannot be read: ${message}`, { cause: error });
  }
}

async function write(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    // What people wrote is lost in no case: the new file takes the place of the old one whole.
    await writeFile(beside, text);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    const message = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `${file} cannot be written: ${message}`, { cause: error });
  }
}
