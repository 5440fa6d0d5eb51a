import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type LoadedSchema, loadModule } from "../../test/compiler/load-module.ts";

/** JSON Schema's own test suite, draft 2020-12; it lies beside the repository where there is a copy. */
const VECTORS = fileURLToPath(new URL("../../../../../shared/vectors/json-schema/", import.meta.url));

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

/** Files about what the compiler refuses on purpose: each schema of theirs must be an error, or is not meant for it. */
const OUT_OF_SCOPE: Readonly<Record<string, string>> = {
  "dynamicRef.json": "$dynamicRef is not implemented",
  "optional/dynamicRef.json": "$dynamicRef is not implemented",
  "unevaluatedItems.json": "unevaluatedItems is not implemented",
  "unevaluatedProperties.json": "unevaluatedProperties is not implemented",
  "vocabulary.json": "meta-schemas with vocabularies of their own are not implemented",
  "refRemote.json": "nothing is fetched",
  "optional/cross-draft.json": "nothing is fetched, and there is one draft",
  "optional/format-assertion.json": "meta-schemas with vocabularies of their own are not implemented",
  "optional/dependencies-compatibility.json": "dependencies belongs to an older draft",
  "optional/refOfUnknownKeyword.json": "unknown keywords are refused",
  "optional/unknownKeyword.json": "unknown keywords are refused",
  "optional/id.json": "an $id inside an unknown keyword or an enum is about meta-schemas",
  "optional/format/idn-email.json": "the format is not implemented",
  "optional/format/idn-hostname.json": "the format is not implemented",
  "optional/format/iri.json": "the format is not implemented",
  "optional/format/iri-reference.json": "the format is not implemented",
  "optional/format/uri-template.json": "the format is not implemented",
  "optional/format/unknown.json": "unknown formats are refused",
};

/** Single groups and tests outside the scope, by `file: group` or `file: group: test`. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "defs.json: validate definition against metaschema": "needs the meta-schema, which is dynamic",
  "ref.json: remote ref, containing refs itself": "needs the meta-schema, which is dynamic",
  "ref.json: ref creates new scope when adjacent to keywords": "unevaluatedProperties is not implemented",
  "not.json: collect annotations inside a 'not', even if collection is disabled":
    "unevaluatedProperties is not implemented",
  "optional/format/hostname.json: validation of A-label (punycode) host names": "labels are not decoded",
};

const folders = ["", "optional/", "optional/format/"];
const files = existsSync(VECTORS)
  ? folders.flatMap((folder) =>
      readdirSync(VECTORS + folder)
        .filter((name) => name.endsWith(".json"))
        .map((name) => folder + name),
    )
  : [];
const inScope = files.filter((file) => OUT_OF_SCOPE[file] === undefined);

const title =
  files.length === 0
    ? "JSON Schema's test suite (skipped: no copy of it lies beside the repository)"
    : "JSON Schema's test suite";

describe.skipIf(files.length === 0)(title, () => {
  it.each(inScope)("agrees with %s", async (file) => {
    const wanted = groupsOf(file).filter((group) => EXCEPTIONS[`${file}: ${group.description}`] === undefined);
    const failures = (await Promise.all(wanted.map((group) => failuresOf(file, group)))).flat();
    expect(failures).toEqual([]);
  });

  it.each(Object.entries(OUT_OF_SCOPE))("refuses what it would not understand in %s: %s", async (file) => {
    const outcomes = (await Promise.all(groupsOf(file).map((group) => failuresOf(file, group)))).flat();
    expect(outcomes.filter((outcome) => !outcome.includes("SchemaError"))).toEqual([]);
  });

  it("is covered but for the groups named here", () => {
    const all = files.flatMap((file) => groupsOf(file).map((group) => ({ file, group })));
    const left = all.filter(
      ({ file, group }) =>
        OUT_OF_SCOPE[file] !== undefined || EXCEPTIONS[`${file}: ${group.description}`] !== undefined,
    );
    const tests = (list: typeof all) => list.reduce((sum, { group }) => sum + group.tests.length, 0);
    console.log(
      `JSON Schema's test suite: ${all.length - left.length} of ${all.length} groups, ${tests(all) - tests(left)} of ${tests(all)} tests in scope`,
    );
    expect(left.length).toBeLessThan(all.length / 3);
  });
});

function groupsOf(file: string): readonly Group[] {
  const groups: readonly Group[] = JSON.parse(readFileSync(VECTORS + file, "utf8"));
  return groups;
}

async function failuresOf(file: string, group: Group): Promise<readonly string[]> {
  const formats = file.startsWith("optional/format/") ? "assert" : "annotate";
  try {
    const schema = (await loadModule(new Map([["Schema", group.schema]]), ["Schema"], { formats })).get("Schema");
    return group.tests.flatMap((test) => failureOf(`${file}: ${group.description}`, schema, test));
  } catch (error) {
    return [`${file}: ${group.description}: ${String(error)}`];
  }
}

/** Both phases must agree with the suite: the second finds faults in what is not valid, and none in what is. */
function failureOf(group: string, schema: LoadedSchema | undefined, test: Group["tests"][number]): readonly string[] {
  const name = `${group}: ${test.description}`;
  if (EXCEPTIONS[name] !== undefined) return [];
  const found = { is: schema?.is(test.data), faultless: schema?.faults(test.data).length === 0 };
  return found.is === test.valid && found.faultless === test.valid
    ? []
    : [`${name}: expected ${test.valid}, found ${JSON.stringify(found)}`];
}
