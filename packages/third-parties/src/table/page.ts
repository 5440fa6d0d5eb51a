import { MISSING } from "./implementations.ts";
import type { Failure, Outcome } from "./try-implementation.ts";

/** The page of all outcomes: profile by implementation, and below what fails, which each number leads to. */
export function renderPage(outcomes: readonly Outcome[]): string {
  const profiles = [...new Set(outcomes.flatMap((outcome) => Object.keys(outcome.profiles)))].toSorted();
  return `# Results of other implementations

The conformance suite was run against these implementations as released. Each number is \`passed/applicable\`: a case is applicable if the manifest of the implementation does not exclude it, and passes only if all of its checks do.
The numbers link to the failures. \`pnpm table\` makes this page; \`pnpm table ${outcomes[0]?.id ?? "moto"}\` tests one implementation again, and writes its report to \`packages/third-parties/dist/table/\`.

| profile | ${outcomes.map(({ title }) => title).join(" | ")} |
| --- | ${outcomes.map(() => "---").join(" | ")} |
${profiles.map((profile) => `| ${profile} | ${outcomes.map((outcome) => cell(outcome, profile)).join(" | ")} |`).join("\n")}
| version | ${outcomes.map(({ package: name, version }) => `${name} ${version}`).join(" | ")} |
| tested | ${outcomes.map(({ date, suite }) => `${date}, suite ${suite}`).join(" | ")} |

Not in the table: ${MISSING.map(([name, reason]) => `${name} (${reason})`).join("; ")}.

${outcomes.map(failuresOf).join("\n\n")}
`;
}

function cell({ id, profiles }: Outcome, profile: string): string {
  const count = profiles[profile];
  if (count === undefined) {
    return "–";
  }
  const { passed, applicable } = count;
  const text = `${passed}/${applicable}`;
  return passed === applicable ? text : `[${text}](#${headingOf(id, profile).replaceAll(" ", "-")})`;
}

function failuresOf({ id, title, failures }: Outcome): string {
  const profiles = [...new Set(failures.map(({ profile }) => profile))];
  const sections = profiles.map((profile) => {
    const own = failures.filter((failure) => failure.profile === profile);
    const count = own.reduce((sum, { cases }) => sum + cases.length, 0);
    const lines = own.toSorted((one, other) => other.cases.length - one.cases.length).map(lineOf);
    // The heading is plain: what GitHub and the site make an anchor of it must be the same.
    return `### ${headingOf(id, profile)}\n\n${casesOf(count)} ${count === 1 ? "does" : "do"} not conform:\n\n${lines.join("\n")}`;
  });
  return `## ${title}\n\n${sections.length === 0 ? "Nothing fails." : sections.join("\n\n")}`;
}

function lineOf({ faults, cases }: Failure): string {
  const ids = cases.map((id) => `\`${id}\``).join(", ");
  return `- ${faults.map((fault) => `${escaped(fault)}<br>`).join("")}${casesOf(cases.length)}: ${ids}`;
}

function casesOf(count: number): string {
  return count === 1 ? "1 case" : `${count} cases`;
}

function headingOf(id: string, profile: string): string {
  return `${id} ${profile.replaceAll(/[^a-z0-9]+/g, "-")}`;
}

/** What Markdown, and Vue in the site, would take for something else. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]{}|]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
