import { posix } from "node:path";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, member, placeOf, rootOf, type SpecNode } from "../source/spec-node.ts";

/** The table of APIs, from the repository's root. */
export const API_TABLE = "specs/redocly.yaml";

/** One API of the table. */
export interface Api {
  /** The key of the table without its version: `management`, `runtime`, or the id of a format. */
  readonly id: string;
  /** The root document. */
  readonly root: SpecNode;
  /** The path that every path of the API begins with on its first server; empty where there is none. */
  readonly basePath: string;
  /** What a target must offer before any case of the API can be sent to it. */
  readonly requires: readonly string[];
  /** The value of `x-bedrock-format`; present for formats only. */
  readonly format?: SpecNode;
}

/** The APIs of the table, in its order. */
export function readApis(files: SpecFiles): readonly Api[] {
  const table = files.read(API_TABLE);
  if (!table) {
    files.problems.add({ file: API_TABLE, line: 1 }, "is missing or unreadable; expected the table of APIs (`apis:`)");
    return [];
  }
  const apis = member(files, rootOf(table), "apis");
  return (apis ? children(apis) : []).flatMap(([key, entry]) => readApi(files, key, entry) ?? []);
}

function readApi(files: SpecFiles, key: string, entry: SpecNode): Api | undefined {
  const root = child(entry, "root");
  if (typeof root?.value !== "string") {
    files.problems.add(placeOf(entry), `API '${key}' has no root; expected the path of its openapi.yaml`);
    return undefined;
  }
  const path = posix.join(posix.dirname(API_TABLE), root.value);
  const file = files.read(path);
  if (!file) {
    files.problems.add(
      placeOf(root),
      `root '${root.value}' of API '${key}' is missing or unreadable; expected an OpenAPI file`,
    );
    return undefined;
  }
  const id = key.split("@", 1)[0] ?? key;
  const node = rootOf(file);
  const format = member(files, node, "x-bedrock-format");
  if (format && child(format, "id")?.value !== id) {
    files.problems.add(
      placeOf(format),
      `x-bedrock-format has the id '${child(format, "id")?.value}'; expected '${id}', its key in ${API_TABLE}`,
    );
  }
  return { id, root: node, basePath: basePathOf(node), requires: requiresOf(node), ...(format && { format }) };
}

/** The path of the first server's URL, its variables at their defaults. */
function basePathOf(root: SpecNode): string {
  const servers = child(root, "servers");
  const server = servers && child(servers, "0");
  const variables = server && child(server, "variables");
  const url = String((server && child(server, "url")?.value) ?? "/");
  const filled = url.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const variable = variables && child(variables, name);
    return String(variable && child(variable, "default")?.value);
  });
  return new URL(filled, "http://localhost").pathname.replace(/\/$/, "");
}

function requiresOf(root: SpecNode): readonly string[] {
  const requires = child(root, "x-requires");
  return requires ? children(requires).map(([, node]) => String(node.value)) : [];
}
