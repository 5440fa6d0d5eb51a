#!/usr/bin/env node
import { readFileSync } from "node:fs";
import module from "node:module";

// Nothing else may be imported before: an older Node.js could not even read it.
const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const [major, minor] = engines.node.match(/\d+/g).map(Number);
const [thisMajor = 0, thisMinor = 0] = process.versions.node.split(".").map(Number);
if (thisMajor < major || (thisMajor === major && thisMinor < minor)) {
  process.stderr.write(`bedrock-mock: Node.js ${major}.${minor} or later is needed, and this is ${process.version}.\n`);
  process.exit(2);
}
// Before anything else is imported: the second run starts in half the time. Deno has no such cache.
module.enableCompileCache?.();

const { main } = await import("./command/main.ts");
await main(process.argv);
