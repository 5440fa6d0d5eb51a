import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { gunzipSync, strFromU8, unzipSync } from "fflate";
import { readModel } from "../service-model/read-model.ts";
import { ModelError, type ModelHead, type ServiceModel } from "../service-model/service-model.ts";

/** The files of a wheel of botocore that hold a model or its paginators. */
const IN_WHEEL = /^botocore\/data\/(?<service>[^/]+)\/[^/]+\/(?<kind>service-2|paginators-1)\.json(?<packed>\.gz)?$/;

/**
 * The service models in a file: one in a lock of specs/model or a `service-2.json` of botocore, those of some services
 * in a wheel of botocore.
 */
export function readModels(file: string, services: readonly string[]): readonly ServiceModel[] {
  try {
    const bytes = readFileSync(file);
    if (bytes.subarray(0, 2).toString() === "PK") return modelsInWheel(file, bytes, services);
    const paginators = paginatorsBeside(file);
    return [readModel(bytes.toString("utf8"), paginators)];
  } catch (error) {
    if (error instanceof ModelError) throw new ModelError(`${file} ${error.message}`);
    throw new ModelError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The text of the paginators next to a model, which botocore keeps in a file of their own. */
function paginatorsBeside(file: string): string | undefined {
  const names = [file.replace(/service-2\.json$/, "paginators-1.json"), file.replace(/\.json$/, ".paginators.json")];
  const path = names.find((name) => name !== file && existsSync(name));
  return path === undefined ? undefined : readFileSync(path, "utf8");
}

function modelsInWheel(file: string, bytes: Uint8Array, services: readonly string[]): readonly ServiceModel[] {
  const isWanted = (name: string) => services.includes(IN_WHEEL.exec(name)?.groups?.service ?? "");
  const texts = new Map<string, string>();
  for (const [name, content] of Object.entries(unzipSync(bytes, { filter: ({ name }) => isWanted(name) }))) {
    const { service, kind, packed } = IN_WHEEL.exec(name)?.groups ?? {};
    texts.set(`${service} ${kind}`, strFromU8(packed === undefined ? content : gunzipSync(content)));
  }
  const about = headOfWheel(file, bytes);
  const models = services.flatMap((service) => {
    const text = texts.get(`${service} service-2`);
    return text === undefined ? [] : [readModel(text, texts.get(`${service} paginators-1`), about)];
  });
  if (models.length > 0) return models;
  throw new ModelError(`has no service model of ${services.join(" or ")}; expected a wheel of botocore`);
}

/** The version is in the name of the file, the date is that of the first file in it. */
function headOfWheel(file: string, bytes: Uint8Array): Partial<ModelHead> {
  const [, version] = /^botocore-([^-]+)-/.exec(basename(file)) ?? [];
  // Bits of a date in a zip file: seven of the years since 1980, four of the month, five of the day.
  const days = (bytes[12] ?? 0) + 256 * (bytes[13] ?? 0);
  const date = [1980 + (days >> 9), (days >> 5) & 15, days & 31].map((part) => String(part).padStart(2, "0")).join("-");
  return { ...(version !== undefined && { source: `botocore ${version}` }), date };
}
