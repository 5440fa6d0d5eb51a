import { parse } from "yaml";

/** Where it is written which operation stands in which family, from the repository's root. */
export const LAYOUT_FILE = "specs/model/families.yaml";

/** Where the operations of a service and their shapes stand. */
export interface Layout {
  /** The folder of the API, from the repository's root. */
  readonly folder: string;
  readonly families: readonly Family[];
  /** The files of shapes that several families use. */
  readonly shared: readonly ShapeFile[];
}

/** The operations of one folder. */
export interface Family {
  readonly name: string;
  /** What its operations are tagged with. */
  readonly tag: string;
  /** What the key of a parameter begins with where other families use its name for something else. */
  readonly noun: string;
  readonly operations: readonly string[];
  /** The files that shapes stand in which do not stand in `openapi.yaml`. */
  readonly split: readonly ShapeFile[];
}

/** A file with the shapes that stand in it. */
export interface ShapeFile {
  readonly file: string;
  /** Names of shapes, in which `*` stands for any letters. */
  readonly shapes: readonly string[];
}

type WrittenFiles = Readonly<Record<string, readonly string[]>>;

interface WrittenLayout {
  readonly folder: string;
  readonly shared?: WrittenFiles;
  readonly families: Readonly<
    Record<string, Pick<Family, "tag" | "noun" | "operations"> & { readonly split?: WrittenFiles }>
  >;
}

/** Reads the table of families; undefined for a service that it does not name. */
export function readLayout(text: string, service: string): Layout | undefined {
  const written = (parse(text) as Readonly<Record<string, WrittenLayout>>)[service]; // The file is ours.
  if (!written) return undefined;
  const { folder, shared, families } = written;
  return {
    folder,
    shared: shapeFiles(shared),
    families: Object.entries(families).map(([name, family]) => ({ name, ...family, split: shapeFiles(family.split) })),
  };
}

/** The file that a table names for a shape. */
export function fileOfShape(files: readonly ShapeFile[], shape: string): string | undefined {
  return files.find(({ shapes }) => shapes.some((pattern) => matches(pattern, shape)))?.file;
}

function matches(pattern: string, shape: string): boolean {
  return new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(shape);
}

function shapeFiles(written: WrittenFiles = {}): readonly ShapeFile[] {
  return Object.entries(written).map(([file, shapes]) => ({ file, shapes }));
}
