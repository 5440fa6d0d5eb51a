import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { pruneDeclarations } from "./prune-declarations.ts";

const FILES = {
  "dist/index.d.ts": 'export { type A } from "./a.ts";\nexport type B = import("./room/b.ts").B;\n',
  "dist/a.d.ts": 'import type { C } from "./room/c.ts";\nexport type A = C | import("elsewhere").D;\n',
  "dist/room/b.d.ts": 'import "../a.ts";\n',
  "dist/room/c.d.ts": "export type C = 1;\n",
  "dist/each/one.d.ts": "export {};\n",
};
const UNUSED = { "dist/inner.d.ts": 'export * from "./index.ts";\n', "dist/room/inner.d.ts": "export {};\n" };

test("removes what no door leads to, and nothing else", () => {
  const folder = mkdtempSync(join(tmpdir(), "declarations-"));
  const exports = {
    ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
    "./each/*": { types: "./dist/each/*.d.ts", default: "./dist/each/*.js" },
    "./package.json": "./package.json",
  };
  const files = { ...FILES, ...UNUSED, "dist/inner.js": "", "package.json": JSON.stringify({ exports }) };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  expect(pruneDeclarations(folder)).toBe(2);
  const left = Object.keys(files).filter((path) => existsSync(join(folder, path)));
  expect(left).toEqual(Object.keys(files).filter((path) => !(path in UNUSED)));
  rmSync(folder, { recursive: true });
});
