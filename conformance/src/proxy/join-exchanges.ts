import { readFile } from "node:fs/promises";
import { readAll } from "@bedrock-contract/validators";
import { parse } from "yaml";
import type { Case } from "../case.ts";
import { parseJson } from "../exchange/parse-json.ts";
import { packageFile } from "../package-file.ts";
import type { CaseResult, Difference } from "../result.ts";
import { redactPatterns } from "../results/redact/patterns.ts";
import type { RecordedExchange } from "../traffic/read/recorded-exchange.ts";

/** One thing that a gateway is asked for, and where it stands on its other side. */
interface GatewayParameter {
  readonly name: string;
  readonly how: "number" | "texts" | "count";
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** The parameters by the operation of the gateway. */
export type GatewayParameters = Readonly<Record<string, readonly GatewayParameter[]>>;

/** Reads what comes with the suite. */
export async function loadGatewayParameters(): Promise<GatewayParameters> {
  return parse(await readFile(packageFile("gateway-parameters.yaml"), "utf8"));
}

/**
 * Joins the request that came into a gateway with those that it made of Amazon Bedrock for it, and says what was lost
 * between. Undefined where it asked for nothing that can be compared, or the gateway asked nobody.
 */
export function joinedResult(
  given: Pick<Case, "id" | "operation" | "file" | "body">,
  sent: readonly RecordedExchange[],
  parameters: GatewayParameters,
): CaseResult | undefined {
  const bodies = sent.flatMap(({ request: { body } }) => {
    const json = parseJson(body);
    return json.isJson ? [json.value] : [];
  });
  const asked = (parameters[given.operation] ?? []).filter(
    ({ from, how }) => valuesAt(given.body, from, how).length > 0,
  );
  if (asked.length === 0 || bodies.length === 0) {
    return undefined;
  }
  const lost = asked.flatMap((parameter) => differenceOf(parameter, given.body, bodies) ?? []);
  const [first] = lost;
  const check = { id: "parameters-kept", level: "SHOULD" } as const;
  const rule = "A gateway hands on what it is asked for, or refuses it.";
  const document = { document: "Bedrock Contract, gateway-parameters.yaml", section: given.operation };
  const sentAs = new Set(sent.map(({ operation = "another request" }) => operation));
  return {
    id: `${given.id} (joined)`,
    operation: given.operation,
    profile: "gateway",
    summary: `What came in as ${given.operation}, and went out as ${[...sentAs].join(", ")}`,
    outcome: "pass",
    durationMs: 0,
    checks: [
      first === undefined
        ? { ...check, outcome: "pass" }
        : {
            ...check,
            outcome: "warn",
            rule,
            ...first,
            ...(lost.length > 1 ? { differences: lost } : {}),
            documented: document,
          },
    ],
    file: given.file,
  };
}

function differenceOf(
  { name, how, from, to }: GatewayParameter,
  body: unknown,
  sent: readonly unknown[],
): Difference | undefined {
  const wanted = valuesAt(body, from, how);
  const isKept = sent.some((each) => {
    const found = valuesAt(each, to, how);
    return how === "count" ? found.length >= wanted.length : wanted.every((value) => found.includes(value));
  });
  if (isKept) {
    return undefined;
  }
  const found = sent.flatMap((each) => valuesAt(each, to, how));
  return {
    pointer: from[0] ?? "",
    message: `${name} was asked for, and ${found.length === 0 ? "not sent" : "changed"}`,
    expected: shown(wanted, how),
    received: found.length === 0 ? "nothing of it" : shown(found, how),
  };
}

function valuesAt(body: unknown, places: readonly string[], how: GatewayParameter["how"]): readonly unknown[] {
  const values = places.flatMap((place) => readAll(body, place).map(({ value }) => value));
  switch (how) {
    case "number":
      return values.filter((value) => typeof value === "number").slice(0, 1);
    case "texts":
      return values.filter((value) => typeof value === "string");
    case "count":
      return values.filter((value) => value !== null);
    default:
      return how satisfies never;
  }
}

function shown(values: readonly unknown[], how: GatewayParameter["how"]): string {
  return how === "count"
    ? String(values.length)
    : redactPatterns(JSON.stringify(how === "number" ? values[0] : values));
}
