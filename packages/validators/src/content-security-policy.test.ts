import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { describe, expect, test } from "vitest";
import { isFull } from "../../../.some-of.ts";
import { formats } from "./gen/formats.ts";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
/** No inline scripts, no `eval`, no `new Function`. */
const POLICY = "default-src 'none'; script-src 'self'";

describe.runIf(isFull && existsSync(CHROMIUM))(
  `in a browser (at full length, where there is ${CHROMIUM})`,
  { tags: "longer" },
  () => {
    test("the validators of every format run under a strict content security policy", {
      timeout: 120_000,
    }, async () => {
      const script = await bundle();
      const server = createServer((request, response) => {
        const isScript = request.url === "/page.js";
        const type = isScript ? "text/javascript" : "text/html";
        response.writeHead(200, { "content-type": type, "content-security-policy": POLICY });
        response.end(isScript ? script : '<!doctype html><title></title><script src="/page.js"></script>');
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
      try {
        const page = await browser.newPage();
        const errors: string[] = [];
        page.on("pageerror", (error) => errors.push(error.message));
        await page.goto(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`);
        expect(errors).toEqual([]);
        expect(await page.evaluate("said")).toEqual(
          formats.map(({ id, kind }) => `${id} must be an ${kind === "speech" ? "array" : "object"}, but was 0`),
        );
      } finally {
        await browser.close();
        server.closeAllConnections();
        server.close();
      }
    });
  },
);

/** A script that leaves in `said` what each validator says. */
async function bundle(): Promise<string> {
  const imports = formats.map(
    ({ id }, index) => `import { invokeRequest as r${index} } from "./gen/formats/${id}.ts";`,
  );
  const lines = formats.map(({ id }, index) => `${JSON.stringify(id)} + " " + r${index}.issues(0)[0].message`);
  const { outputFiles } = await build({
    stdin: {
      contents: `${imports.join("\n")}\nglobalThis.said = [${lines.join(", ")}];`,
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
      loader: "ts",
    },
    bundle: true,
    minify: true,
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
