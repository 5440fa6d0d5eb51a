import { equivalences } from "./equivalences.ts";
import { type KillMatrix, type Survivor, totalOf } from "./kill-matrix.ts";
import type { Proof, TargetScores } from "./prove.ts";
import { faultyGateways } from "./targets/faulty-gateways.ts";

const MOST_SHOWN = 20;

/** What the numbers count, for a reader who meets them first. */
const EXPLANATION = [
  "This page shows which wrong responses the suite detects. `pnpm mutants` takes the responses of the embedded mock to all cases,",
  "which are right, changes each of them in one way at a time, and applies the checks to the changed bytes like a run. Similar",
  "changes are limited by fixed rules: events of one shape in the streams of an operation and elements of a list are changed twice;",
  "bytes are changed in the first two and last two frames of a stream; a response is replaced by those to six other requests of",
  "the same operation and format, and a refusal by four with another reason.",
  "",
  "- A **mutant** is a response with one change that may violate a document. A **class** is a kind of change.",
  "- **Killed**: at least one check fails or warns. Several checks can kill the same mutant.",
  "- **Survived**: no check fails or warns, and no rule says that the response is still right. There must be none.",
  "- **Equivalent**: no check fails or warns, and a rule below says why the response is still right.",
  "- **Incomplete**: the response says that the target is too busy or does not offer the model, so the run ends with exit code 3.",
  "- A **harmless change** leaves the response right. If a check fails, this is a **false alarm**. There must be none.",
  "- Each check must have a mutant that **only** this check kills, and a right response that it passes.",
  "- Some mutants of each class are also sent to the real suite **over a connection**, and must have the same result.",
] as const;

/** A proof as text, for the console; as Markdown it reads well, too. */
export function describeProof(proof: Proof): string {
  const { matrix, harmless, wire, targets, checks, problems } = proof;
  const total = totalOf(matrix);
  const demanded = total.killed + matrix.survived;
  const changes = [...harmless.classes.values()].reduce((sum, count) => sum + count, 0);
  return [
    "# Kill matrix",
    "",
    ...EXPLANATION,
    "",
    "## Sums",
    "",
    `${total.mutants} mutants of ${matrix.classes.size} classes: ${total.killed} killed, ${matrix.survived} survived ` +
      `(${percent(total.killed, demanded)} of the ${demanded} that violate something documented), ` +
      `${total.equivalent} equivalent, ${total.incomplete} that leave a run incomplete.`,
    `${changes} harmless changes of ${harmless.classes.size} classes: ${harmless.falseAlarms.length} false alarms.`,
    ...(wire === undefined
      ? []
      : [`${wire.mutants} of the mutants were also sent over a connection: ${wire.differences.length} differences.`]),
    "",
    "## Mutants by class",
    "",
    ...matrixLines(matrix),
    "",
    "## Equivalent mutants",
    "",
    "The rules by which a mutant that no check kills is still a right response, with their sources.",
    "",
    ...equivalentLines(matrix),
    "",
    "## Checks",
    "",
    "For each check: the mutants that it kills, the mutants that only this check kills, and the right responses, recorded or harmlessly changed, that it passes.",
    "",
    "| check | mutants that it kills | only this check | right responses that it passes |",
    "|---|---:|---:|---:|",
    ...checks.map(
      ({ id }) => `| ${id} | ${killsOf(matrix, id)} | ${matrix.alone.get(id) ?? 0} | ${harmless.passes.get(id) ?? 0} |`,
    ),
    "",
    "## Harmless changes",
    "",
    ...[...harmless.classes].map(([name, count]) => `- ${count} × ${name}`),
    ...(targets === undefined ? [] : targetLines(targets)),
    ...section("Survivors", matrix.survivors.map(describeSurvivor), matrix.survived),
    ...section(
      "False alarms",
      harmless.falseAlarms.map(
        ({ class: name, place, case: id, checks: objecting }) =>
          `- ${name} at ${place} of ${id}: ${objecting.join(", ")}`,
      ),
    ),
    "",
    problems.length === 0 ? "No problems were found." : "## Problems",
    ...(problems.length === 0 ? [] : ["", ...problems.slice(0, MOST_SHOWN).map((problem) => `- ${problem}`)]),
    "",
  ].join("\n");
}

function matrixLines({ classes }: KillMatrix): readonly string[] {
  return [
    "| class | mutants | killed | equivalent | incomplete | killed by |",
    "|---|---:|---:|---:|---:|---|",
    ...[...classes]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([name, { mutants, killed, equivalent, incomplete, byCheck }]) => {
        const by = [...byCheck].toSorted(([, one], [, other]) => other - one).map(([id, count]) => `${id} ${count}`);
        return `| ${name} | ${mutants} | ${killed} | ${equivalent} | ${incomplete} | ${by.join(", ")} |`;
      }),
  ];
}

/** How whole targets score. */
function targetLines({ trivial, faulty }: TargetScores): readonly string[] {
  const defects = new Map(faultyGateways.map((gateway) => [gateway.name, gateway]));
  return [
    "",
    "## Whole targets",
    "",
    "The real suite runs against these targets over a connection.",
    "",
    ...(trivial.length === 0
      ? []
      : [
          "A target that ignores the request passes no case:",
          "",
          "| target | cases | passed |",
          "|---|---:|---:|",
          ...trivial.map(({ target, cases, passed }) => `| ${target} | ${cases} | ${passed.length} |`),
          "",
        ]),
    "These targets respond like the mock, with one defect of a real implementation. They pass the cases whose responses the defect does not",
    "change, except refusals without evidence: the defect changes the response to the valid case that belongs to them.",
    "",
    "| target | defect | found in | cases | not changed | passed | without evidence |",
    "|---|---|---|---:|---:|---:|---:|",
    ...faulty.map(({ target, cases, left, passed }) => {
      const { defect, source } = defects.get(target) ?? {};
      return `| ${target} | ${defect} | ${source} | ${cases} | ${left} | ${passed} | ${left - passed} |`;
    }),
  ];
}

/** Mutants by the rule that makes them equivalent. */
function equivalentLines(matrix: KillMatrix): readonly string[] {
  const all = [...matrix.equivalents].map(([key, count]) => {
    const [name = "", rule = ""] = key.split(": ");
    return { name, rule, count };
  });
  return [
    "| rule | mutants | what it says | source | classes |",
    "|---|---:|---|---|---|",
    ...Object.entries(equivalences).flatMap(([rule, { says, source }]) => {
      const own = all.filter((each) => each.rule === rule);
      const sum = own.reduce((total, { count }) => total + count, 0);
      const classes = own.map(({ name, count }) => `${name} ${count}`).toSorted();
      return sum === 0 ? [] : [`| ${rule} | ${sum} | ${says} | ${source} | ${classes.join(", ")} |`];
    }),
  ];
}

function killsOf({ classes }: KillMatrix, id: string): number {
  return [...classes.values()].reduce((sum, { byCheck }) => sum + (byCheck.get(id) ?? 0), 0);
}

function section(title: string, lines: readonly string[], count: number = lines.length): readonly string[] {
  if (count === 0) {
    return [];
  }
  const rest = count - Math.min(count, MOST_SHOWN);
  return ["", `## ${title}`, "", ...lines.slice(0, MOST_SHOWN), ...(rest > 0 ? [`- … and ${rest} more`] : [])];
}

function describeSurvivor({ class: name, place, case: id, request, answer }: Survivor): string {
  const headers = Object.entries(answer.headers).map(([header, value]) => `${header}: ${value}`);
  const exchange = [request, "", String(answer.status), ...headers, "", answer.body].join("\n");
  return `- ${name} at ${place} of ${id}\n\n${exchange.replaceAll(/^/gm, "      ")}\n`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "100 %" : `${Math.floor((part / whole) * 10_000) / 100} %`;
}
