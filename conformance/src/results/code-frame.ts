import { pointerKeys } from "@bedrock-contract/validators/pointer";
import type { Redact } from "./redact/redact.ts";

const LONGEST_LINE = 100;
/** A longer text is cut before secrets are looked for: they stand in the part that is shown, or are not shown. */
const LONGEST_TEXT = 4_096;
/** Members that are shown before and after the faulty one, and within it. */
const CONTEXT = 2;
const DEEPEST = 16;

/** What is framed. */
export interface CodeFrameOptions {
  /** JSON pointer to what is meant; a member that is missing is marked where it should be. */
  readonly pointer: string;
  readonly redact: Redact;
}

/**
 * The part of a JSON value around a pointer, with carets below what is meant; what stands farther away is left out.
 * Undefined where the pointer leads nowhere near.
 */
export function codeFrame(value: unknown, { pointer, redact }: CodeFrameOptions): string | undefined {
  const path = pointerKeys(pointer);
  if (path.length === 0 || path.length > DEEPEST || !(isContainer(value) && leadsNear(value, path))) {
    return undefined;
  }
  return linesOf(value, { path, prefix: "", indent: "", comma: "", redact }).join("\n");
}

interface Place {
  /** From the value to what is meant. */
  readonly path: readonly string[];
  /** The member's name, as JSON writes it. */
  readonly prefix: string;
  readonly indent: string;
  /** What follows the value. */
  readonly comma: string;
  readonly redact: Redact;
}

type Container = readonly unknown[] | Readonly<Record<string, unknown>>;

/** The lines of a value on the way to what is meant. */
function linesOf(value: unknown, place: Place): readonly string[] {
  const { path, prefix, indent, comma, redact } = place;
  const [key, ...rest] = path;
  if (key === undefined || !isContainer(value)) {
    return marked(line(value, place), place);
  }
  const [opening, closing] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return [
    `  ${indent}${redact(prefix)}${opening}`,
    ...members(value, key).flatMap((member, index, all) => {
      const inner = { indent: `${indent}  `, comma: index < all.length - 1 ? "," : "", redact, path: rest };
      return member === "more" ? [`  ${inner.indent}…`] : memberLines(member, { ...inner, prefix: member.prefix });
    }),
    `  ${indent}${closing}${comma}`,
  ];
}

function memberLines({ value, isMeant, isMissing }: Member, place: Place): readonly string[] {
  if (isMissing) {
    return marked("nothing", { ...place, comma: "" });
  }
  return isMeant ? linesOf(value, place) : [`  ${place.indent}${line(value, place, true)}${place.comma}`];
}

interface Member {
  readonly prefix: string;
  readonly value: unknown;
  readonly isMeant: boolean;
  readonly isMissing: boolean;
}

/** The members around the one that is meant; one that is missing stands at the end. */
function members(value: Container, key: string): readonly (Member | "more")[] {
  const names = Object.keys(value);
  const found = names.indexOf(key === "*" ? "0" : key);
  const at = found === -1 ? names.length : found;
  const from = Math.max(0, at - CONTEXT);
  const to = Math.min(names.length, at + CONTEXT + 1);
  const shown = names.slice(from, to).map((name, index) => ({
    prefix: prefixOf(value, name),
    value: Reflect.get(value, name),
    isMeant: from + index === at,
    isMissing: false,
  }));
  const missing = { prefix: prefixOf(value, key), value: undefined, isMeant: true, isMissing: true };
  return [
    ...(from > 0 ? (["more"] as const) : []),
    ...shown,
    ...(found === -1 ? [missing] : []),
    ...(to < names.length ? (["more"] as const) : []),
  ];
}

function prefixOf(value: Container, name: string): string {
  return Array.isArray(value) ? "" : `${cut(JSON.stringify(name))}: `;
}

/** A value on one line: what it holds is only hinted at. */
function line(value: unknown, { prefix, redact }: Pick<Place, "prefix" | "redact">, isWithName = false): string {
  // A secret may be known by the name of its member only.
  const whole = redact(`${prefix}${short(value)}`);
  return cut(isWithName ? whole : whole.slice(redact(prefix).length));
}

function short(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? "[]" : `[${value.length} ${value.length === 1 ? "item" : "items"}]`;
  }
  if (isContainer(value)) {
    const names = Object.keys(value);
    const shown = names.slice(0, CONTEXT + 1).map((name) => cut(JSON.stringify(name)));
    return `{${[...shown, ...(names.length > shown.length ? ["…"] : [])].join(", ")}}`;
  }
  return typeof value === "string" ? JSON.stringify(value.slice(0, LONGEST_TEXT)) : String(value);
}

function marked(text: string, { indent, prefix, comma, redact }: Place): readonly string[] {
  const before = `${indent}${redact(prefix)}`;
  return [`> ${before}${text}${comma}`, `  ${" ".repeat(before.length)}${"^".repeat(Math.max(1, text.length))}`];
}

/** Whether the value has everything on the way but, perhaps, the last member. */
function leadsNear(value: unknown, path: readonly string[]): boolean {
  const parents = path.slice(0, -1);
  let here = value;
  for (const key of parents) {
    const name = key === "*" ? "0" : key;
    if (!isContainer(here) || !Object.hasOwn(here, name)) {
      return false;
    }
    here = Reflect.get(here, name);
  }
  return isContainer(here);
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

function cut(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}
