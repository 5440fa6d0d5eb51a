import { posix } from "node:path";
import type { ServiceModel } from "../service-model/service-model.ts";
import type { Tree } from "../source/tree.ts";
import type { Family } from "./layout.ts";
import { UNWRITTEN } from "./write-schema.ts";
import { type GrowingYaml, NewYaml, YamlText } from "./yaml-text.ts";

/** The files of an API while something is written into them. */
export class SpecTexts {
  readonly #tree: Tree;
  readonly #model: ServiceModel;
  readonly #files = new Map<string, GrowingYaml>();

  constructor(tree: Tree, model: ServiceModel) {
    this.#tree = tree;
    this.#model = model;
  }

  /** The file at a path; where there is none, a new one of the family. */
  at(path: string, family: Family): GrowingYaml {
    const known = this.#files.get(path);
    if (known) return known;
    const text = this.#tree.read(path);
    const file = text === undefined ? newFile(path, family, versionOf(this.#model)) : new YamlText(text);
    this.#files.set(path, file);
    return file;
  }

  /** The texts of the files that were asked for, by path. */
  all(): ReadonlyMap<string, string> {
    return new Map([...this.#files].map(([path, { text }]) => [path, text]));
  }
}

/** The head of a file: that of a family says what it is about. */
function newFile(path: string, { tag }: Family, version: string): GrowingYaml {
  const isFamily = posix.basename(path) === "openapi.yaml";
  const noun = posix.basename(path, ".yaml").replaceAll("-", " ");
  const title = isFamily ? tag : noun.charAt(0).toUpperCase() + noun.slice(1);
  const words = isFamily ? { summary: UNWRITTEN, description: UNWRITTEN } : {};
  return new NewYaml({ openapi: "3.1.0", info: { title, ...words, version } });
}

/** The version of a new file is the date of the facts in it. */
function versionOf({ head }: ServiceModel): string {
  return (head.date ?? head.apiVersion).replaceAll("-", ".");
}
