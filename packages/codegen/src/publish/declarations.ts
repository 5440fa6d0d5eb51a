import { pruneDeclarations } from "./prune-declarations.ts";

const count = pruneDeclarations(process.cwd());
console.log(`${count} declarations removed that no door leads to`);
