import { readFileSync } from "node:fs";
import { packageFile } from "./package-file.ts";

// An import would not do: the file lies outside what is compiled.
const { name, version } = JSON.parse(readFileSync(packageFile("package.json"), "utf8"));

/** The suite's name and version, as in its package. */
export const SUITE: { readonly name: string; readonly version: string } = { name, version };
