import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { gradeText } from "../../test/grade-text.ts";
import { groupedBy } from "../proof/units.ts";

const FILE = fileURLToPath(new URL("../../../../shared/recordings/exchanges.jsonl", import.meta.url));
const isPresent = existsSync(FILE);

/** Each tells what the other tells. */
const TOLD_TWICE = [
  "InvokeModel amazon.titan-embed /embedding",
  "InvokeModel amazon.titan-embed /embeddingsByType/float",
];
const [FEWEST_RESPONSES, FEWEST_PROJECTS] = [10, 2];

interface Exchange {
  readonly id: string;
  readonly operation: string;
  readonly format?: string;
  /** The project, and the file in it. */
  readonly source: string;
  readonly response: { readonly status: number; readonly body?: unknown; readonly events?: unknown };
}

test.skipIf(!isPresent)(
  "the loss of what each of ten recorded responses has is noticed (skipped without ../shared)",
  async () => {
    const lines = readFileSync(FILE, "utf8").trim().split("\n");
    const all = lines
      .map((line): Exchange => JSON.parse(line))
      .filter(({ response }) => response.status < 300 && response.events === undefined && isPlain(response.body));
    const nameOf = ({ operation, format }: Exchange): string => `${operation} ${format}`;
    const lost = groupedBy(all, nameOf).flatMap((group) =>
      alwaysThere(group).map((place) => {
        const [first] = group.filter(({ response }) => placesIn(response.body).members.has(place));
        const exchange = structuredClone(first);
        remove(exchange?.response.body, place.split("/").slice(1));
        return { ...exchange, id: `${first && nameOf(first)} ${place}` };
      }),
    );
    const { results } = await gradeText("lost.jsonl", lost.map((exchange) => JSON.stringify(exchange)).join("\n"));
    const unnoticed = results.filter(
      ({ outcome, checks }) => outcome === "pass" && checks.every((check) => check.outcome !== "warn"),
    );

    expect(lost.length).toBeGreaterThan(40);
    expect(unnoticed.map(({ id }) => id)).toEqual(TOLD_TWICE);
  },
);

/** Where a guardrail took part, the response was made anew. */
function isPlain(body: unknown): boolean {
  return typeof body === "object" && body !== null && !JSON.stringify(body).includes("guardrailAction");
}

/** The places of members that are there wherever their owner is. */
function alwaysThere(group: readonly Exchange[]): readonly string[] {
  const each = group.map(({ response, source }) => ({ ...placesIn(response.body), project: source.split(":")[0] }));
  const places = new Set(each.flatMap(({ members }) => [...members.keys()]));
  return [...places].filter((place) => {
    const owner = place.slice(0, place.lastIndexOf("/"));
    const owning = each.filter(({ owners }) => owners.has(owner));
    return (
      owning.length >= FEWEST_RESPONSES &&
      new Set(owning.map(({ project }) => project)).size >= FEWEST_PROJECTS &&
      owning.every(({ owners, members }) => owners.get(owner) === members.get(place))
    );
  });
}

interface Places {
  readonly owners: Map<string, number>;
  readonly members: Map<string, number>;
}

function placesIn(body: unknown): Places {
  const places: Places = { owners: new Map(), members: new Map() };
  const visit = (value: unknown, place: string): void => {
    if (Array.isArray(value)) {
      for (const element of value) visit(element, `${place}/*`);
    } else if (typeof value === "object" && value !== null) {
      places.owners.set(place, (places.owners.get(place) ?? 0) + 1);
      for (const [name, member] of Object.entries(value)) {
        const at = `${place}/${name}`;
        places.members.set(at, (places.members.get(at) ?? 0) + 1);
        visit(member, at);
      }
    }
  };
  visit(body, "");
  return places;
}

function remove(value: unknown, [key, ...rest]: readonly string[]): void {
  if (key === "*" && Array.isArray(value)) {
    for (const element of value) remove(element, rest);
  } else if (typeof value === "object" && value !== null && key !== undefined) {
    if (rest.length === 0) Reflect.deleteProperty(value, key);
    else remove(Reflect.get(value, key), rest);
  }
}
