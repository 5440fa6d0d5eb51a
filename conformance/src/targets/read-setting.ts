import { ConformanceError } from "../conformance-error.ts";
import { probablyMeant } from "../suggestion.ts";
import type { Environment } from "./authenticator.ts";
import { longFlag, SETTINGS, type Setting, VARIABLE_PREFIX, variableOf } from "./settings.ts";
import type { TargetOptions } from "./target-options.ts";

/**
 * Reads the text of a flag, after those before it where it can be repeated. Throws an Error that says what was
 * expected.
 */
export function readSetting(setting: Setting, text: string, before?: unknown): unknown {
  switch (setting.kind) {
    case "text":
      return oneOf(setting, text);
    case "whole-number":
      return wholeNumber(text);
    case "number":
      return positiveNumber(text);
    case "switch":
      return switched(text);
    case "list":
      return [...(isList(before) ? before : []), oneOf(setting, text)];
    case "entries":
      return { ...(isRecord(before) ? before : {}), ...entry(setting, text, "=") };
    case "headers":
      return { ...(isRecord(before) ? before : {}), ...entry(setting, text, ":") };
    default:
      return setting.kind satisfies never;
  }
}

/**
 * What the variables of the environment say. Throws a usage error for a value that is wrong, and for a variable that
 * does not exist.
 */
export function settingsOf(environment: Environment): TargetOptions {
  const options: Record<string, unknown> = {};
  for (const setting of SETTINGS) {
    const text = environment[variableOf(setting)];
    if (text !== undefined && text !== "") {
      options[setting.option] = readVariable(setting, text);
    }
  }
  checkNames(environment);
  return options as TargetOptions; // Each value is of its setting's kind.
}

/** Holds the options of a program to what flags and variables are held to. Throws a usage error. */
export function checkOptions(options: TargetOptions): void {
  for (const setting of SETTINGS) {
    const value: unknown = options[setting.option];
    const isChecked = setting.choices !== undefined || setting.kind === "whole-number" || setting.kind === "number";
    if (isChecked && value !== undefined) {
      readOrRefuse(`The option ${setting.option}`, () =>
        (isList(value) ? value : [value]).map((each) => readSetting(setting, String(each))),
      );
    }
  }
}

function readOrRefuse(subject: string, read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `${subject} cannot be read: ${message}`, { cause: error });
  }
}

/** One variable holds all values of a repeatable flag: headers one a line, others parted by commas or lines. */
function readVariable(setting: Setting, text: string): unknown {
  const isRepeatable = setting.kind === "list" || setting.kind === "entries" || setting.kind === "headers";
  const separator = setting.kind === "headers" ? "\n" : /[,\n]/;
  const parts = isRepeatable ? text.split(separator).map((part) => part.trim()) : [text];
  return readOrRefuse(`The variable ${variableOf(setting)}`, () =>
    parts
      .filter((part) => part !== "")
      .reduce<unknown>((before, part) => readSetting(setting, part, before), undefined),
  );
}

/** A variable that is misspelt would be left out in silence. */
function checkNames(environment: Environment): void {
  const known = SETTINGS.map((setting) => withoutPrefix(variableOf(setting)));
  const given = Object.keys(environment).filter((name) => name.startsWith(VARIABLE_PREFIX));
  const unknown = given.map(withoutPrefix).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    // All of them begin alike, so that only what follows can be near.
    const meant = probablyMeant(unknown, known);
    const question = meant === undefined ? "." : `; did you mean "${VARIABLE_PREFIX}${meant}"?`;
    throw new ConformanceError("usage", `There is no variable ${VARIABLE_PREFIX}${unknown}${question}`);
  }
}

function withoutPrefix(variable: string): string {
  return variable.slice(VARIABLE_PREFIX.length);
}

/**
 * The flags that say again what an option says. Values of headers may be secret: in their place stands a variable of
 * the environment with the header's name, from which the command takes them.
 */
export function wordsOf(setting: Setting, value: unknown): readonly string[] {
  const flag = longFlag(setting);
  if (setting.kind === "switch") {
    return value === true ? [flag] : [];
  }
  const separator = setting.kind === "headers" ? ": " : "=";
  const values = isList(value)
    ? value.map(String)
    : isRecord(value)
      ? Object.entries(value).map(([name, each]) => `${name}${separator}${shown(setting, name, String(each))}`)
      : [String(value)];
  return values.flatMap((each) => [flag, each]);
}

function shown({ kind }: Setting, name: string, value: string): string {
  const variable = name.toUpperCase().replaceAll(/\W/g, "_");
  return kind === "headers" && !value.includes("${") ? `\${${variable}}` : value;
}

function oneOf({ choices }: Setting, text: string): string {
  if (choices !== undefined && !choices.includes(text)) {
    throw new Error(`Expected one of: ${choices.join(", ")}.`);
  }
  return text;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new Error("Expected a whole number of at least 1.");
  }
  return number;
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) {
    throw new Error("Expected a number above 0.");
  }
  return number;
}

function switched(text: string): boolean {
  const values: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false };
  const value = values[text];
  if (value === undefined) {
    throw new Error("Expected true or false.");
  }
  return value;
}

function entry({ flag }: Setting, text: string, separator: string): Readonly<Record<string, string>> {
  const at = text.indexOf(separator);
  const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 1 || name === "" || value === "") {
    throw new Error(`Expected ${flag.slice(flag.indexOf("<") + 1, -1).toUpperCase()}.`);
  }
  return { [name]: value };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
