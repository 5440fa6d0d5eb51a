import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { formats } from "./gen/formats.ts";
import { loadFormat } from "./load-format.ts";

const SOURCE = fileURLToPath(new URL(".", import.meta.url));

describe("a bundle of one format", () => {
  test.each(formats)("of $id holds no other format and stays small", async ({ id }) => {
    const code = await bundle(`export { invokeRequest, invokeResponse } from "./gen/formats/${id}.ts";`);
    for (const other of formats.filter((format) => format.id !== id)) expect(code).not.toContain(`${other.id} request`);
    expect(gzipSync(code).length).toBeLessThan(14_000);
  });

  test.each(formats)("folds streams of $id without what folds others", async ({ id }) => {
    if (!("assembleStream" in (await loadFormat(id)))) return;
    const code = await bundle(`export { assembleStream } from "./gen/formats/${id}.ts";`);
    expect(code).toContain(`id:"${id}"`);
    expect(code).not.toContain(`${id} request`);
    expect(gzipSync(code).length).toBeLessThan(5_500);
  });

  test("leaves out what is not used of a format", async () => {
    const [format] = formats;
    const both = await bundle(`export { invokeRequest, invokeResponse } from "./gen/formats/${format?.id}.ts";`);
    const request = await bundle(`export { invokeRequest } from "./gen/formats/${format?.id}.ts";`);
    expect(both).toContain(`${format?.id} response`);
    expect(request).not.toContain(`${format?.id} response`);
    expect(request.length).toBeLessThan(both.length * 0.8);
  });

  test("tells formats apart with little of each", async () => {
    const code = await bundle(`export { detectFormat } from "./index.ts";`);
    expect(code.length).toBeLessThan(2_200 + 300 * formats.length);
    expect(code).not.toContain("stopReason");
  });

  test("has what two files share once", async () => {
    const stream = await bundle(`export * from "./gen/runtime/ConverseStream.ts";`);
    const both = `export * as a from "./gen/runtime/ConverseStream.ts"; export * as b from "./gen/runtime/Converse.ts";`;
    expect((await bundle(both)).length).toBeLessThan(stream.length * 1.3);
  });

  test("leaves out everything when nothing is used", async () => {
    expect(await bundle(`import "./index.ts"; import "./gen/formats/${formats[0]?.id}.ts";`)).toBe("");
  });
});

describe("the generated files", () => {
  const files = readdirSync(`${SOURCE}gen`, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );

  test("of formats and operations load shared schemas and no other format or operation", () => {
    for (const file of files.filter((name) => name.includes("/") && !name.startsWith("descriptions/"))) {
      const text = readFileSync(`${SOURCE}gen/${file}`, "utf8");
      for (const [, target = ""] of text.matchAll(/^import \{.*\} from "([^"]+)"/gm)) {
        const path = posix.join(posix.dirname(`gen/${file}`), target);
        const own = `gen/descriptions/${posix.basename(file)}`;
        if (path !== own) expect(path, file).toMatch(/^(?:create-\w+\.ts|engine\/runtime\.ts|gen\/schemas\/.+)$/);
      }
    }
  });

  test("that everything loads have little of each format and operation", async () => {
    const { operationLoaders } = await import("./load-operation.ts");
    const count = Object.keys(operationLoaders).length + formats.length;
    const sources = readdirSync(SOURCE).filter((name) => name.endsWith(".ts") && !/[.]test(-d)?[.]ts$/.test(name));
    const imports = sources.flatMap((name) => [
      ...readFileSync(SOURCE + name, "utf8").matchAll(/from "[.]\/gen\/((?:loaders\/)?[^/"]+)";/g),
    ]);
    for (const file of new Set(
      imports.map(([, name = ""]) => name).filter((name) => name !== "format-description.ts"),
    )) {
      const { size } = statSync(`${SOURCE}gen/${file}`);
      expect([file, size < 300 * count]).toEqual([file, true]);
    }
  });

  test("import nothing from outside the package", () => {
    for (const file of files) {
      const text = readFileSync(`${SOURCE}gen/${file}`, "utf8");
      for (const [, target] of text.matchAll(/(?:\bfrom\s+|import\()"([^"]+)"/g)) expect(target).toMatch(/^\.\.?\//);
      expect(text).not.toContain("require(");
    }
  });

  test("work where code generation from strings is forbidden", () => {
    const script = `
      const { loadFormat, loadOperation, formats } = await import(${JSON.stringify(`${SOURCE}index.ts`)});
      for (const { id } of formats) console.log((await loadFormat(id)).invokeRequest.issues(0).length);
      console.log((await loadOperation("GetFoundationModel")).response.issues(0).length);`;
    const flags = [
      "--disallow-code-generation-from-strings",
      "--conditions=@bedrock-contract/source",
      "--input-type=module",
      "-e",
      script,
    ];
    const lines = execFileSync(process.execPath, flags, { encoding: "utf8" }).trim().split("\n");
    expect(lines).toEqual(Array.from({ length: formats.length + 1 }, () => "1"));
  });
});

async function bundle(contents: string): Promise<string> {
  const result = await build({
    stdin: { contents, resolveDir: SOURCE, loader: "ts" },
    bundle: true,
    format: "esm",
    minify: true,
    platform: "neutral",
    write: false,
  });
  return result.outputFiles[0]?.text ?? "";
}
