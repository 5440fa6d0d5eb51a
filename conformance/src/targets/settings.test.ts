import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { longFlag, SETTINGS, type Setting, variableOf } from "./settings.ts";

const SCHEMA: ObjectSchema = JSON.parse(await readFile(new URL("../../manifest.schema.json", import.meta.url), "utf8"));
const README = await readFile(new URL("../../README.md", import.meta.url), "utf8");

test("every key of a manifest is a flag and a variable, and nothing else is", () => {
  const keys = SETTINGS.flatMap(({ key }) => key ?? []);

  expect(keys.toSorted()).toEqual(keysOf(SCHEMA).toSorted());
  expect(new Set(SETTINGS.map(longFlag)).size).toBe(SETTINGS.length);
});

test.each(SETTINGS)("the README tells of $flag", (setting) => {
  expect(tableRows()).toContainEqual(rowOf(setting));
});

test("the README tells of no other key", () => {
  expect(tableRows().length).toBe(SETTINGS.length);
});

test.each(SETTINGS.filter(({ key }) => key?.startsWith("limits.")))(
  "the schema of manifests describes $key alike",
  (setting) => {
    const { option, kind, meaning, fallback } = setting;
    const bound = kind === "number" ? { type: "number", exclusiveMinimum: 0 } : { type: "integer", minimum: 1 };
    const description = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}. Default: ${fallback}.`;

    expect(SCHEMA.properties?.limits?.properties?.[option]).toEqual({ ...bound, description });
  },
);

/** The keys of a schema's object, those of objects with keys of their own by path. */
function keysOf({ properties = {} }: ObjectSchema, parent = ""): readonly string[] {
  return Object.entries(properties).flatMap(([name, property]) =>
    property.properties === undefined ? [`${parent}${name}`] : keysOf(property, `${parent}${name}.`),
  );
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, ObjectSchema>>;
}

function rowOf(setting: Setting): readonly string[] {
  const { key, meaning, choices, fallback = "" } = setting;
  const values = choices === undefined ? "" : `: ${choices.map((choice) => `\`${choice}\``).join(", ")}`;
  const name = key === undefined ? "" : `\`${key}\``;
  return [name, `\`${longFlag(setting)}\``, `\`${variableOf(setting)}\``, `${meaning}${values}`, fallback];
}

function tableRows(): readonly (readonly string[])[] {
  const table = README.slice(README.indexOf("| key "), README.indexOf("<!-- end of the settings -->"));
  const rows = table.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
