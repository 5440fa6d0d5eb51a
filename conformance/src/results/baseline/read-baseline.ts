import { wholeAnswer } from "../../checks/answer/whole-answer.ts";
import { checks } from "../../checks/checks.ts";
import { ConformanceError } from "../../conformance-error.ts";
import { defined } from "../../defined.ts";
import { readYaml } from "../../read-yaml.ts";
import { suggestion } from "../../suggestion.ts";
import type { BaselineEntry } from "./baseline.ts";
import { isDay } from "./expiry.ts";

const FORM =
  "{case: ID or ID#CHECK (* stands for anything in ID), reason: TEXT}, and perhaps ticket: TEXT, expires: YYYY-MM-DD, message: TEXT (its beginning)";

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
  const unknown = members.find(([name]) => !MEMBERS.includes(name))?.[0];
  if (unknown !== undefined) {
    throw new ConformanceError("usage", `${where}: there is no key "${unknown}"${suggestion(unknown, MEMBERS)}`);
  }
  if (entry === undefined || reason === undefined || members.length !== Object.keys(texts).length) {
    throw new ConformanceError("usage", `${where}: expected ${FORM}.`);
  }
  if (expires !== undefined && !isDay(expires)) {
    throw new ConformanceError("usage", `${where}: expires is "${expires}". Expected a day, as 2026-12-31.`);
  }
  const [caseId = "", checkId] = entry.split("#");
  const known = [wholeAnswer.id, ...checks.map(({ id }) => id)];
  if (checkId !== undefined && !known.includes(checkId)) {
    throw new ConformanceError("usage", `${where}: there is no check "${checkId}"${suggestion(checkId, known)}`);
  }
  return {
    entry,
    caseId,
    reason,
    ...defined({ checkId, ticket, expires, message }),
  };
}
