import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CaseHead } from "../src/case.ts";
import type { RequirementSet } from "../src/cases/case-index.ts";

/** What of an index of cases says what is required when. */
export interface Requirements {
  readonly requirements: readonly RequirementSet[];
  readonly cases: readonly Pick<CaseHead, "id" | "since">[];
}

type ReleasedLine = Pick<CaseHead, "since"> & { readonly name: string };

/** How the sets that a release has differ now: the sets of a release are frozen. */
export function brokenFreezes(released: Requirements, current: Requirements): readonly string[] {
  const latest = released.requirements.at(-1)?.date ?? "";
  const before = new Map(released.cases.map(({ id, since }) => [id, since]));
  const now = new Map(current.cases.map(({ id, since }) => [id, since]));
  return [
    ...[...before].flatMap(([id, since]) =>
      since !== undefined && now.get(id) !== since ? [`${id} was required since ${since}`] : [],
    ),
    ...[...now].flatMap(([id, since]) =>
      since !== undefined && since <= latest && before.get(id) === undefined
        ? [`${id} joins the set of ${since}, which is released: state a date after ${latest}`]
        : [],
    ),
  ];
}

/** What the last release that git knows here requires; undefined where it knows none. */
export function releasedRequirements(): Requirements | undefined {
  const folder = fileURLToPath(new URL("../..", import.meta.url));
  const git = (...words: readonly string[]): string =>
    execFileSync("git", words, {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "ignore"],
    });
  try {
    const tag = git("describe", "--tags", "--abbrev=0", "--match", "@bedrock-contract/conformance@*").trim();
    const read = (file: string) => JSON.parse(git("show", `${tag}:conformance/src/gen/cases/${file}`));
    const { requirements, lists } = read("index.json");
    const cases = lists.flatMap(({ id }: { readonly id: string }) =>
      read(`lists/${id}.json`).cases.map((line: ReleasedLine) => ({ ...line, id: `${id}/${line.name}` })),
    );
    return { requirements, cases };
  } catch {
    return undefined;
  }
}
