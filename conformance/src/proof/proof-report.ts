import { equivalences } from "./equivalences.ts";
import { type KillMatrix, type Survivor, totalOf } from "./kill-matrix.ts";
import type { Proof, TargetScores } from "./prove.ts";
import { faultyGateways } from "./targets/faulty-gateways.ts";

const MOST_SHOWN = 20;

/** What the numbers count, for a reader who meets them first. */
const EXPLANATION = [
  "What the checks of the suite see, counted by `pnpm mutants`. The embedded mock answers every case; each of these right",
  "answers is changed in one way at a time, and the changed bytes are judged as a run judges them. Every change that is made is",
  "judged. What is alike is made by rule, the same each time: events of one shape in the streams of one operation and elements of",
  "one list twice; the bytes of the first two and the last two frames of a stream; the answers of six other requests of the same",
  "operation and format, spread over all, and four other reasons of a refusal.",
  "",
  "- A **mutant** is an answer with one change that may violate something documented. A **class** is a kind of change.",
  "- **Killed**: at least one check fails or warns. One mutant can be killed by several checks.",
  "- **Survived**: no check objects, and no rule says that nothing is violated. There must be none.",
  "- **Equivalent**: no check objects, and a rule that is named below says why nothing documented is violated.",
  "- **Incomplete**: the answer says that the target is too busy, or does not offer the model, so that the run ends with 3.",
  "- A **harmless change** must not be objected to by any check; one that is, is a **false alarm**. There must be none.",
  "- Each check must have a mutant that it **alone** kills, and a right answer that it passes.",
  "- Of each class some mutants go to the real suite **over a connection**, and must be judged there as in process.",
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
      : [`${wire.mutants} of the mutants over a connection, too: ${wire.differences.length} differences.`]),
    "",
    "## Mutants by class",
    "",
    ...matrixLines(matrix),
    "",
    "## Equivalent mutants",
    "",
    "The rules by which a mutant that no check objects to violates nothing, with what says so.",
    "",
    ...equivalentLines(matrix),
    "",
    "## Checks",
    "",
    "Kills by each check; how many mutants no other check kills; how many right answers, recorded or changed in harmless ways, it passes.",
    "",
    "| check | mutants that it kills | … alone | right answers that it passes |",
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
    problems.length === 0 ? "Nothing is wrong with the checks." : "## Problems",
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
    "Targets that the real suite runs against, over a connection.",
    "",
    ...(trivial.length === 0
      ? []
      : [
          "One that reads no request passes nothing, whatever it says:",
          "",
          "| target | cases | passed |",
          "|---|---:|---:|",
          ...trivial.map(({ target, cases, passed }) => `| ${target} | ${cases} | ${passed.length} |`),
          "",
        ]),
    "One that answers as the mock does, but for one defect that a real one has, passes the cases whose answers the defect leaves as",
    "they are, but for refusals without evidence, because the defect shows in the valid case beside which they count.",
    "",
    "| target | defect | met in | cases | left by the defect | passed | without evidence |",
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
