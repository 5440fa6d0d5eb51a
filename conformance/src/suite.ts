import { readFileSync } from "node:fs";

// An import would not do: the file lies outside what is compiled.
const { name, version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** The suite's name and version, as in its package. */
export const SUITE: { readonly name: string; readonly version: string } = { name, version };
