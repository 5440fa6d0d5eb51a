import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { combinedDocument, type NamedDocument } from "./combined-document.ts";
import type { Document, Json } from "./document.ts";
import { jsonSchemas } from "./json-schemas.ts";
import type { Loss } from "./loss.ts";
import { openapi30 } from "./openapi-3-0.ts";
import { plainDocument } from "./plain-document.ts";

// Makes of each bundle in a folder what other tools read best: plain documents, JSON Schemas, and one document of all.
const [folder = "dist"] = process.argv.slice(2);
const bundles: readonly NamedDocument[] = globSync(join(folder, "*.json"))
  .toSorted()
  .filter((path) => basename(path) !== "bedrock.json")
  .map((path) => [basename(path, ".json"), JSON.parse(readFileSync(path, "utf8"))]);
const formats = bundles.filter(([, document]) => document["x-bedrock-format"] !== undefined);
const bedrock = bundles.filter(([id]) => id === "management" || id === "runtime");
const all: readonly NamedDocument[] = [...bundles, ["bedrock", combined(bedrock)]];

for (const name of ["plain", "plain-3.0", "schemas"]) rmSync(join(folder, name), { recursive: true, force: true });
write("bedrock.json", all.at(-1)?.[1] ?? {});
const losses: Record<string, readonly Loss[]> = {};
for (const [id, document] of all) {
  const kept = id === "bedrock" ? formats.flatMap(([, { components }]) => Object.keys(components?.schemas ?? {})) : [];
  const plain = plainDocument(
    document,
    [...new Set(kept)].filter((name) => document.components?.schemas?.[name] !== undefined),
  );
  losses[id] = plain.losses;
  write(`plain/${id}.json`, plain.document);
  write(`plain-3.0/${id}.json`, openapi30(plain.document));
}
write("plain/losses.json", losses);
for (const [id, document] of bundles) {
  for (const [path, schema] of jsonSchemas(id, document)) write(`schemas/${path}.json`, schema);
}

function combined(whole: readonly NamedDocument[]): Document {
  const [[, first] = ["", undefined]] = whole;
  const info = {
    ...first?.info,
    title: "Amazon Bedrock",
    summary: "The management API, the runtime API and the bodies of every format.",
    description:
      "The documents of the management API and of the runtime API as one, with the schemas of every format of InvokeModel's bodies.",
  };
  return combinedDocument(info, whole, formats);
}

function write(path: string, value: Json): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
}
