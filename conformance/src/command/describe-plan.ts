import { printableLine } from "@bedrock-contract/wire";
import type { ModelPlan, SpendingPlan } from "../run/plan-spending.ts";

/** A plan for people: the models as a table, the sums, and what would stop the run. */
export function describePlan(plan: SpendingPlan): string {
  const { target, requests, refusals, writes, inputTokens, outputTokens, models } = plan;
  const endpoints = [...new Set(Object.values(target.endpoints ?? {}))].join(", ");
  return [
    `${printableLine(`${target.name}${endpoints === "" || endpoints === target.name ? "" : ` at ${endpoints}`}`)}: nothing was sent`,
    "",
    ...modelTable(models),
    `${count(requests)} requests; ${count(refusals)} of them must be refused, and cost nothing then`,
    ...(writes === 0
      ? []
      : [`${count(writes)} of them create resources that cost by time; the estimate does not include them`]),
    `about ${count(inputTokens)} tokens in, at most ${count(outputTokens)} out`,
    costLine(plan),
    ...guardLines(plan),
    "",
  ].join("\n");
}

function modelTable(models: readonly ModelPlan[]): readonly string[] {
  if (models.length === 0) {
    return [];
  }
  const rows = models.map(({ model, requests, inputTokens, outputTokens, cost }) => [
    printableLine(shortened(model)),
    count(requests),
    count(inputTokens),
    count(outputTokens),
    inputTokens === 0 ? "" : cost === undefined ? "no price" : dollars(cost),
  ]);
  return [...aligned([["model", "requests", "tokens in", "out at most", "cost at most"], ...rows]), ""];
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}

function costLine({ cost, models, isLocal }: SpendingPlan): string {
  const unpriced = models.filter((model) => model.cost === undefined && model.inputTokens > 0);
  const rest =
    unpriced.length === 0
      ? ""
      : `, and what ${unpriced.length} models without a price cost (--prices FILE names prices)`;
  const whose = isLocal ? " if a model of Amazon Bedrock answered; the target is on this machine" : "";
  return `at most ${dollars(cost)}${rest}${whose}`;
}

function guardLines(plan: SpendingPlan): readonly string[] {
  const { isPaid, limits } = plan;
  const { maxRequests, maxTokens, maxCost } = limits;
  const stops = [
    ...(maxRequests === undefined ? [] : [`${count(maxRequests)} requests`]),
    ...(maxTokens === undefined ? [] : [`${count(maxTokens)} tokens`]),
    ...(maxCost === undefined ? [] : [dollars(maxCost)]),
  ];
  return [
    stops.length === 0
      ? "no limit stops the run: --max-requests, --max-tokens, --max-cost"
      : `stops at ${stops.join(", ")}`,
    ...(stopsEarly(plan) ? ["a run may stop early: this exceeds its limits"] : []),
    ...(isPaid ? ["a run needs --paid: this is Amazon Web Services"] : []),
  ];
}

function stopsEarly({ requests, inputTokens, outputTokens, cost, limits }: SpendingPlan): boolean {
  const { maxRequests = Infinity, maxTokens = Infinity, maxCost = Infinity } = limits;
  return requests > maxRequests || inputTokens + outputTokens > maxTokens || cost > maxCost;
}

const LONGEST_MODEL = 70;

function shortened(model: string): string {
  return model.length > LONGEST_MODEL ? `${model.slice(0, LONGEST_MODEL)}…` : model;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** Small sums to the hundredth of a cent. */
function dollars(value: number): string {
  return `$${value.toFixed(value < 1 ? 4 : 2)}`;
}
