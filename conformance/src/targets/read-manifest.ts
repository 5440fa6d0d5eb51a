import { readdir, readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ABSENCES, FEATURES } from "../cases/features.ts";
import { ConformanceError } from "../conformance-error.ts";
import { packageFile } from "../package-file.ts";
import { readYaml } from "../read-yaml.ts";
import { suggestion } from "../suggestion.ts";
import type { Prices, TargetManifest } from "./manifest.ts";
import { SETTINGS } from "./settings.ts";

const OWN_TARGETS = packageFile("targets/");
const SCHEMA = packageFile("manifest.schema.json");

/**
 * The names that `--target` takes of the targets that come with the suite: each has a manifest in the folder `targets`.
 */
export async function targetNames(): Promise<readonly string[]> {
  const files = await readdir(OWN_TARGETS);
  return files.flatMap((file) => /^([^.]+)[.]yaml$/.exec(file)?.[1] ?? []).toSorted();
}

/** Reads the manifest of one of the suite's own targets, or of a YAML file. */
export async function readManifest(target: string): Promise<TargetManifest> {
  const names = await targetNames();
  if (names.includes(target)) {
    const file = fileURLToPath(new URL(`${target}.yaml`, OWN_TARGETS));
    // The suite's own manifests are held against the schema by a test.
    return withBaselineBeside(file, (await readYaml(file)) as TargetManifest);
  }
  if (!/\.ya?ml$/.test(target)) {
    throw new ConformanceError(
      "usage",
      `There is no target "${target}". Expected one of ${names.join(", ")}, the path of a manifest (*.yaml), or --endpoint URL.`,
    );
  }
  return withBaselineBeside(target, await checkManifest(await readYaml(target), target));
}

/** A manifest names its baseline relative to itself. */
function withBaselineBeside(file: string, manifest: TargetManifest): TargetManifest {
  const { baseline } = manifest;
  return baseline === undefined ? manifest : { ...manifest, baseline: resolve(dirname(file), baseline) };
}

/** Holds a value against the manifests' schema. Throws a usage error that says what was expected and where. */
export async function checkManifest(value: unknown, name: string): Promise<TargetManifest> {
  const [{ Ajv2020 }, schema] = await Promise.all([import("ajv/dist/2020.js"), readFile(SCHEMA, "utf8")]);
  // Verbose: an error brings the part of the schema that it is about, whose keys make a suggestion.
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true });
  const validate = ajv.compile<TargetManifest>(JSON.parse(schema));
  if (validate(value)) {
    return value;
  }
  const issues = relevant(validate.errors ?? [])
    .map(describeIssue)
    .filter((issue) => issue !== "");
  throw new ConformanceError("usage", `${name} is not a target manifest:\n${[...new Set(issues)].join("\n")}`);
}

/** Reads prices, be they given or in a YAML file. Throws a usage error for what is no price. */
export async function readPrices(prices: string | Prices): Promise<Prices> {
  const value = typeof prices === "string" ? ((await readYaml(prices)) as Prices) : prices; // Checked next.
  const name = typeof prices === "string" ? prices : "prices";
  return (await checkManifest({ name, prices: value }, name)).prices ?? {};
}

/** What is not an object at all breaks everything else as well. */
function relevant<T extends Pick<SchemaIssue, "instancePath" | "keyword">>(issues: readonly T[]): readonly T[] {
  const isOfRoot = ({ instancePath, keyword }: T): boolean => instancePath === "" && keyword === "type";
  return issues.some(isOfRoot) ? issues.filter(isOfRoot) : issues;
}

interface SchemaIssue {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: unknown;
}

function describeIssue({ instancePath, keyword, params, message, parentSchema }: SchemaIssue): string {
  const at = `  ${instancePath === "" ? "(top level)" : instancePath}: `;
  switch (keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty);
      return `${at}there is no key "${key}"${suggestedKey(key, propertiesOf(parentSchema))}`;
    }
    case "required":
      return `${at}the key "${String(params.missingProperty)}" is missing`;
    case "enum":
      return isFeaturePath(instancePath) ? featureIssue(at) : `${at}expected one of ${String(params.allowedValues)}`;
    case "type":
      return instancePath === "" ? `${at}expected keys and values` : `${at}${message ?? keyword}`;
    case "not":
      return `${at}a target has either "start" or "endpoints", not both`;
    case "anyOf":
      return featureIssue(at);
    case "pattern":
      return patternIssue(instancePath, at);
    default:
      return `${at}${message ?? keyword}`;
  }
}

function propertiesOf(schema: unknown): readonly string[] {
  const properties: unknown =
    typeof schema === "object" && schema !== null ? Reflect.get(schema, "properties") : undefined;
  return Object.keys(properties ?? {});
}

/** The key beside it that was probably meant, or one of that name elsewhere in a manifest. */
function suggestedKey(name: string, beside: readonly string[]): string {
  const elsewhere = SETTINGS.flatMap(({ key = "" }) => (key.endsWith(`.${name}`) ? [key] : []));
  return elsewhere.length > 0 ? `; did you mean "${elsewhere.join('" or "')}"?` : suggestion(name, beside);
}

function patternIssue(pointer: string, at: string): string {
  if (isFeaturePath(pointer)) {
    return "";
  }
  return pointer.startsWith("/headers")
    ? `${at}expected the name of a header, and a value of one line`
    : `${at}expected a URL that begins with http:// or https://`;
}

function isFeaturePath(pointer: string): boolean {
  return pointer.startsWith("/features/");
}

function featureIssue(at: string): string {
  const others = at.includes("/unsupported/") ? `, ${ABSENCES.join(", ")}, retired, operation:<Name>, format:<id>` : "";
  return `${at}expected one of ${FEATURES.join(", ")}${others}`;
}
