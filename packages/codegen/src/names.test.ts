import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { REPOSITORY_SOURCES } from "../test/changed-specs.ts";
import { readSpecModel } from "./model/spec-model.ts";
import { Problems } from "./problem.ts";
import { SpecFiles } from "./source/spec-file.ts";

const SOURCE = fileURLToPath(new URL(".", import.meta.url));

test("the generator names no operation and no format: all are found in the specs", () => {
  const model = readSpecModel(new SpecFiles(REPOSITORY_SOURCES, new Problems()));
  const names = [
    ...model.apis.flatMap((api) => api.operations.map(({ id }) => id)),
    ...model.formats.map(({ id }) => id),
  ];
  expect(names.length).toBeGreaterThan(8);
  const files = ["check", "emit", "model", "schema", "source", "validators"].flatMap((folder) =>
    readdirSync(`${SOURCE}${folder}`).map((name) => `${folder}/${name}`),
  );
  for (const file of [...files, "cli.ts", "generate.ts"].filter((name) => !name.endsWith(".test.ts"))) {
    const code = readFileSync(`${SOURCE}${file}`, "utf8").replaceAll(/\/\*\*?[\s\S]*?\*\/|\/\/.*/g, "");
    for (const name of names)
      expect(code.includes(`"${name}"`) || code.includes(`'${name}'`), `${name} in ${file}`).toBe(false);
  }
});
