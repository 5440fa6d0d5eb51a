import { ConformanceError } from "../../conformance-error.ts";
import { defined } from "../../defined.ts";
import { readYaml } from "../../read-yaml.ts";
import type { BaselineEntry } from "./baseline.ts";
import { isDay } from "./expiry.ts";

const FORM =
  "{case: ID or ID#CHECK, reason: TEXT}, and perhaps ticket: TEXT, expires: YYYY-MM-DD, message: TEXT (its beginning)";

/** The members of an entry. `baseline.schema.json` says the same for editors. */
const MEMBERS = ["case", "reason", "ticket", "expires", "message"];

/** Reads the known failures from a YAML list of entries. Throws a usage error for anything else. */
export async function readBaseline(file: string): Promise<readonly BaselineEntry[]> {
  return baselineEntries(await readYaml(file), file);
}

/** The entries that a YAML value stands for. Throws a usage error that names the file and the entry. */
export function baselineEntries(value: unknown, file: string): readonly BaselineEntry[] {
  if (!Array.isArray(value ?? [])) {
    throw new ConformanceError("usage", `${file} is not a baseline: expected a list of ${FORM}.`);
  }
  const entries = ((value ?? []) as readonly unknown[]).map(
    (
      item,
      index, // It was just found to be a list.
    ) => baselineEntry(item, `${file}, entry ${index + 1}`),
  );
  const double = entries.find(({ entry }, index) => entries.findIndex((other) => other.entry === entry) !== index);
  if (double !== undefined) {
    throw new ConformanceError("usage", `${file} lists ${double.entry} twice.`);
  }
  return entries;
}

function baselineEntry(item: unknown, where: string): BaselineEntry {
  const members = typeof item === "object" && item !== null ? Object.entries(item) : [];
  const texts = Object.fromEntries(
    members.filter((member): member is [string, string] => typeof member[1] === "string" && member[1] !== ""),
  );
  const { case: entry, reason, ticket, expires, message } = texts;
  const isKnown = members.every(([name]) => MEMBERS.includes(name)) && members.length === Object.keys(texts).length;
  if (entry === undefined || reason === undefined || !isKnown) {
    throw new ConformanceError("usage", `${where}: expected ${FORM}.`);
  }
  if (expires !== undefined && !isDay(expires)) {
    throw new ConformanceError("usage", `${where}: expires is "${expires}". Expected a day, as 2026-12-31.`);
  }
  const [caseId = "", checkId] = entry.split("#");
  return {
    entry,
    caseId,
    reason,
    ...defined({ checkId, ticket, expires, message }),
  };
}
