/**
 * Node's `node:http`. An `import` of it would read every export, also those that load Node's own `fetch`: 4 MB and a
 * tenth of the start.
 */
export const nodeHttp: typeof import("node:http") = process.getBuiltinModule("node:http");
