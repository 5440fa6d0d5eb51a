import { createHash } from "node:crypto";
import { readAll, readPointer } from "@bedrock-contract/validators";

/** What the braces of a value are filled from. */
export interface Filling {
  /** What pointers lead into: the resource, with the members of a request over it. */
  readonly scope: unknown;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
  readonly id?: string | undefined;
  readonly count?: number | undefined;
  /** Makes an id that nothing has. Default: there is none. */
  readonly fresh?: (() => string) | undefined;
  /** The resource with an ARN. Default: none is known. */
  readonly named?: ((arn: string) => unknown) | undefined;
}

/** One pair of braces. */
const BRACES = /\{([^{}]+)\}/g;

/** A value of `x-memory` with its braces filled; undefined where it has nothing to say. */
export function fill(value: unknown, filling: Filling): unknown {
  if (typeof value === "string") {
    return fillText(value, filling);
  }
  if (Array.isArray(value)) {
    return value.map((each) => fill(each, filling)).filter((each) => each !== undefined);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if ("either" in value && Array.isArray(value.either)) {
    return value.either.map((each: unknown) => fill(each, filling)).find((each) => each !== undefined);
  }
  if ("of" in value && "is" in value) {
    return fill(Object(value.is)[String(fill(value.of, filling))], filling);
  }
  const filled = fillMembers(value, filling);
  return Object.keys(filled).length === 0 && Object.keys(value).length > 0 ? undefined : filled;
}

/** Members with their braces filled, without those that have nothing to say. */
export function fillMembers(members: object, filling: Filling): Readonly<Record<string, unknown>> {
  const filled = Object.entries(members).map(([name, value]) => [name, fill(value, filling)] as const);
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
}

function fillText(text: string, filling: Filling): unknown {
  const [, only] = /^\{([^{}]+)\}$/.exec(text) ?? [];
  if (only !== undefined) {
    return bracedValue(only, filling);
  }
  const values = [...text.matchAll(BRACES)].map(([, what = ""]) => bracedValue(what, filling));
  return values.includes(undefined) ? undefined : text.replace(BRACES, () => String(values.shift()));
}

function bracedValue(what: string, filling: Filling): unknown {
  const { now, id, count, fresh } = filling;
  const [, amount, unit = ""] = /^now\+(\d+)([smhd])$/.exec(what) ?? [];
  if (amount !== undefined) {
    return new Date(now + Number(amount) * (UNITS[unit] ?? 0)).toISOString();
  }
  switch (what) {
    case "id":
      return id;
    case "new":
      return fresh?.();
    case "count":
      return count === undefined ? undefined : String(count);
    case "now":
      return new Date(now).toISOString();
    default:
      return placed(what, filling);
  }
}

/** The milliseconds of a time's units. */
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What a place holds, or a part of it; or one of two words, by whether there is something. */
function placed(what: string, { scope, named }: Filling): unknown {
  const [arnPlace = "", member] = what.split(" => ");
  if (member !== undefined) {
    return readPointer(named?.(String(readPointer(scope, arnPlace))), member);
  }
  const [condition = "", words] = what.split(" ? ");
  if (words !== undefined) {
    const [one, other] = words.split(" : ");
    return readPointer(scope, condition) === undefined ? other : one;
  }
  const [how = "", place = ""] = what.startsWith("/") ? ["", what] : what.split(/:(?=\/)/);
  const value = place.includes("*") ? listAt(scope, place) : readPointer(scope, place);
  if (how === "hash" && value !== undefined) {
    return createHash("sha512").update(JSON.stringify(value)).digest("hex");
  }
  if (how === "size") {
    return Array.isArray(value) ? value.length : 0;
  }
  return typeof value === "string" && how !== "" ? partOf(value, how) : value;
}

function partOf(value: string, how: string): string | undefined {
  switch (how) {
    case "end":
      return endOf(value);
    case "model":
      return modelArn(value);
    case "key":
      return keyArn(value);
    case "account":
      return value.split(":")[4];
    default:
      return value.split("/")[Number(how)];
  }
}

function listAt(scope: unknown, place: string): readonly unknown[] | undefined {
  const values = [...new Set(readAll(scope, place).map(({ value }) => value))];
  return values.length === 0 ? undefined : values;
}

/** What stands behind the last `/`. */
export function endOf(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}

function modelArn(identifier: string): string {
  return identifier.startsWith("arn:") ? identifier : `arn:aws:bedrock:us-east-1::foundation-model/${identifier}`;
}

/** A KMS key is named by its ARN, its id or an alias. */
function keyArn(identifier: string): string {
  const resource = identifier.startsWith("alias/") ? identifier : `key/${identifier}`;
  return identifier.startsWith("arn:") ? identifier : `arn:aws:kms:us-east-1:111122223333:${resource}`;
}
