import type { KillMatrix, Survivor } from "./kill-matrix.ts";
import type { Proof } from "./prove.ts";

const MOST_SHOWN = 20;

/** A proof as text, for the console; as Markdown it reads well, too. */
export function describeProof(proof: Proof): string {
  const { matrix, harmless, wire, checks, problems } = proof;
  const total = matrix.total();
  const demanded = total.killed + matrix.survived;
  const changes = [...harmless.classes.values()].reduce((sum, count) => sum + count, 0);
  return [
    "# Mutants",
    "",
    `${total.mutants} mutants of ${matrix.classes.size} classes: ${total.killed} killed, ${matrix.survived} survived ` +
      `(${percent(total.killed, demanded)} of the ${demanded} that violate something documented), ` +
      `${total.equivalent} equivalent, ${total.incomplete} that leave a run incomplete.`,
    `${changes} harmless changes of ${harmless.classes.size} classes: ${harmless.falseAlarms.length} false alarms.`,
    ...(wire === undefined
      ? []
      : [`${wire.mutants} of the mutants over a connection, too: ${wire.differences.length} differences.`]),
    "",
    "## Kill matrix",
    "",
    ...matrixLines(matrix),
    "",
    "## Equivalent mutants",
    "",
    ...[...matrix.equivalents].toSorted().map(([reason, count]) => `- ${count} × ${reason}`),
    "",
    "## Checks",
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
