type Files = ReadonlyMap<string, string>;
type Entry = Readonly<Record<string, unknown>>;

/** The line of a case in the generated lists, with what its list says of all, for tests. */
export function indexLine(files: Files, id: string): Entry | undefined {
  return indexLines(files).find((line) => line.id === id);
}

/** All lines of the generated lists, for tests. */
export function indexLines(files: Files): readonly Entry[] {
  const { lists } = JSON.parse(files.get("conformance/src/gen/cases/index.json") ?? "");
  return lists.flatMap(({ id: listId, api, format }: Entry) => {
    const { cases } = JSON.parse(files.get(`conformance/src/gen/cases/lists/${listId}.json`) ?? "");
    return cases.map(({ name, ...line }: Entry) => ({ id: `${listId}/${name}`, api, format, ...line }));
  });
}

/** A generated example, named like the case that it is: `gateway/GetModel/by-id`. For tests. */
export function exampleNamed(files: Files, id: string): Entry | undefined {
  return entryNamed(files.get(`specs/gen/examples/${fileOf(id)}`), "examples", id);
}

/** A generated authored case, for tests. */
export function authoredCase(files: Files, id: string): Entry | undefined {
  return entryNamed(files.get(`conformance/src/gen/cases/${fileOf(id)}`), "cases", id);
}

function fileOf(id: string): string {
  return `${id.slice(0, id.lastIndexOf("/"))}.json`;
}

function entryNamed(text: string | undefined, list: string, id: string): Entry | undefined {
  const entries: readonly Entry[] = JSON.parse(text ?? "")[list];
  return entries.find(({ name }) => name === id.slice(id.lastIndexOf("/") + 1));
}
