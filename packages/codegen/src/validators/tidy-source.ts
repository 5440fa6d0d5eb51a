import { transform } from "esbuild";

/** Ajv's modules at run time, and the name that our own helper for each has. */
const HELPERS: ReadonlyMap<string, string> = new Map([["equal", 'require("ajv/dist/runtime/equal").default']]);

/** Generated functions, and which run-time helpers they call. */
export interface TidySource {
  readonly code: string;
  readonly helpers: readonly string[];
}

/**
 * Makes the source that Ajv generates readable and self-contained: data in place instead of whole schemas, telling names,
 * our own helpers instead of `require`, one statement a line, nothing unused.
 */
export async function tidySource(source: string, names: ReadonlyMap<string, string>): Promise<TidySource> {
  let code = simplify(inlineData(source)).replaceAll(/\bvalidate\d+\b/g, (name) => names.get(name) ?? name);
  const helpers = [...HELPERS].filter(([, module]) => code.includes(module));
  for (const [helper, module] of helpers) code = code.replaceAll(module, helper);
  const printed = await transform(code, {
    format: "esm",
    treeShaking: true,
    target: "es2022",
    legalComments: "none",
    charset: "utf8",
  });
  return { code: withoutExports(printed.code), helpers: helpers.map(([helper]) => helper) };
}

/** Replaces `schema31.properties.x.enum` by what stands there: else every file would carry its schemas as well. */
function inlineData(source: string): string {
  const schemas = new Map<string, unknown>();
  for (const [, name, json] of source.matchAll(/^const (schema\d+) = (.*);$/gm)) {
    if (name && json) schemas.set(name, JSON.parse(json));
  }
  return source.replaceAll(
    /\b(schema\d+)((?:\.[A-Za-z_$][\w$]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\])+)/g,
    (text, name, path) => {
      const value = valueAt(schemas.get(name), path);
      return value === undefined ? text : `(${JSON.stringify(value)})`;
    },
  );
}

function valueAt(schema: unknown, path: string): unknown {
  const steps = [...path.matchAll(/\.([\w$]+)|\[(\d+|"(?:[^"\\]|\\.)*")\]/g)].map(
    ([, name, key = ""]) => name ?? String(JSON.parse(key)),
  );
  return steps.reduce<unknown>((value, step) => {
    return typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
  }, schema);
}

/** Leaves out what only Ajv's own callers read: the path in the schema, and the parents of the value. */
function simplify(source: string): string {
  return source
    .replaceAll(/schemaPath:"(?:[^"\\]|\\.)*",/g, "")
    .replaceAll(/\{instancePath="", parentData, parentDataProperty, rootData=data\}=\{\}/g, 'instancePath=""')
    .replaceAll(/\{instancePath:(.+?),parentData:.+?,rootData\}\)/g, "$1)")
    .replaceAll("{instancePath,parentData,parentDataProperty,rootData})", "instancePath)")
    .replaceAll(
      /if\(vErrors === null\)\{\s*vErrors = \[(\w+)\];\s*\}\s*else \{\s*vErrors\.push\(\1\);\s*\}/g,
      "(vErrors ??= []).push($1);",
    )
    .replaceAll("= new RegExp(", "= /* @__PURE__ */ new RegExp(")
    .replaceAll(/^;$/gm, "");
}

/** The exports are written with their types elsewhere; `export const x = checkX;` only kept the functions in use. */
function withoutExports(code: string): string {
  return code
    .replace(/\nexport \{[^}]*\};\n$/, "\n")
    .replaceAll(/^const \w+ = check\w+;\n/gm, "")
    .replaceAll(/^ +;\n/gm, "");
}
