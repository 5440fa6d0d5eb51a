import { enableCompileCache } from "node:module";

// Before anything else is loaded: Node then keeps what it has compiled for the next run.
enableCompileCache();
const { main } = await import("./main.ts");

process.exitCode = await main(process.argv.slice(2));
