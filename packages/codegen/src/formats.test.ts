import { beforeAll, describe, expect, test } from "vitest";
import { ChangedSpecs } from "../test/changed-specs.ts";
import type { Generated } from "./generate.ts";
import { formatProblem } from "./problem.ts";

const FORMATS = "specs/formats";
const documentOf = (format: string): string => `${FORMATS}/${format}/openapi.yaml`;

/** One fault in each format, so that one run of the generator finds them all. */
const faults = [
  {
    fault: "a place in a response that its schema does not have",
    path: documentOf("claude-text-completion"),
    from: "text: /completion\n",
    to: "text: /complation\n",
    want: "'/complation' leads to no member of the response; expected a place that its schema describes",
  },
  {
    fault: "a place in a chunk that its schema does not have",
    path: documentOf("meta-llama"),
    from: "{ from: /generation, how: append }",
    to: "{ from: /generated, to: /generation, how: append }",
    want: "'/generated' leads to no member of the chunk; expected a place that its schema describes",
  },
  {
    fault: "a place to which a rule moves a value, where there is none",
    path: documentOf("amazon-nova"),
    from: "to: /output/message/content/-/text, how: append",
    to: "to: /output/message/contents/-/text, how: append",
    want: "'/output/message/contents/-/text' leads to no member of the response; expected a place that its schema describes",
  },
  {
    fault: "a place from a tool that tools do not have",
    path: documentOf("mistral-chat"),
    from: "toolName: /function/name",
    to: "toolName: /name",
    want: "'/name' leads to no member of the request; expected a place that its schema describes",
  },
  {
    fault: "a kind without the places that it must have",
    path: documentOf("titan-embed-text"),
    from: "vectors: /embedding, ",
    to: "",
    want: "/response must have required property 'vectors' (see specs/format.schema.json)",
  },
  {
    fault: "places of another kind",
    path: documentOf("nova-embed"),
    from: "response: { vectors: /embeddings/*/embedding, inputTypes: /embeddings/*/embeddingType }",
    to: "response: { vectors: /embeddings/*/embedding, inputTypes: /embeddings/*/embeddingType, stopReason: /stop }",
    want: `/response must NOT have additional properties: "stopReason" (see specs/format.schema.json)`,
  },
  {
    fault: "a kind that does not exist",
    path: documentOf("cohere-embed"),
    from: "kind: embedding",
    to: "kind: vectors",
    want: `/kind is "vectors", which the schema does not know (see specs/format.schema.json)`,
  },
  {
    fault: "the name of a pattern that does not exist",
    path: documentOf("titan-text"),
    from: "hidden-model",
    to: "hiden-model",
    want: "'hiden-model' is not the name of a pattern; expected one of specs/runtime/model-ids.yaml",
  },
  {
    fault: "a model id that is not of the format",
    path: documentOf("cohere-command-r"),
    from: "cohere.command-r-plus-v1:0",
    to: "cohere.command-s-plus-v1:0",
    want: "'cohere.command-s-plus-v1:0' is not a model id of 'cohere-command-r'; expected one that routing.modelIds matches",
  },
  {
    fault: "an example that invokes another model",
    path: `${FORMATS}/mistral-text/examples/hello.yaml`,
    from: "mistral.mistral-7b-instruct-v0:2",
    to: "amazon.titan-text-lite-v1",
    want: "example 'hello' invokes 'amazon.titan-text-lite-v1', which is not a model id of 'mistral-text'; expected one that routing.modelIds matches",
  },
  {
    fault: "an extension that says again what the other format says",
    path: documentOf("amazon-rerank"),
    from: "  extends: cohere-rerank\n",
    to: "  extends: cohere-rerank\n  request: { query: /query }\n",
    want: "says of 'request/query' what 'cohere-rerank' says already; expected only what differs",
  },
  {
    fault: "an extension with a key that no format has",
    path: documentOf("qwen3"),
    from: "  extends: open-weight-chat\n",
    to: "  extends: open-weight-chat\n  silentToken: 2\n",
    want: `the file must NOT have additional properties: "silentToken" (see specs/format.schema.json)`,
  },
  {
    fault: "an extension that writes a key in a wrong shape",
    path: documentOf("writer-palmyra"),
    from: "  extends: open-weight-chat\n",
    to: "  extends: open-weight-chat\n  silentTokens: two\n",
    want: "/silentTokens must be integer (see specs/format.schema.json)",
  },
  {
    fault: "an end of life that is not a day",
    path: documentOf("cohere-command"),
    from: "{ state: end-of-life }",
    to: "{ state: end-of-life, endOfLife: soon }",
    want: `/lifecycle/endOfLife must match pattern "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" (see specs/format.schema.json)`,
  },
] as const;

describe("a fault in the description of a format is told with file and line:", () => {
  const specs = new ChangedSpecs([FORMATS]);
  let problems: readonly string[];

  beforeAll(async () => {
    for (const { path, from, to } of faults) specs.edit(path, from, to);
    specs.remove(`${FORMATS}/openai-completion/streams/hello.yaml`);
    problems = (await specs.generate()).problems.map(formatProblem);
  });

  test.each(faults)("$fault", ({ path, want }) => {
    const found = problems.filter((problem) => problem.endsWith(`: ${want}`));
    expect(found.length).toBeGreaterThan(0);
    for (const problem of found) expect(problem).toMatch(new RegExp(`^${path}:[0-9]{1,3}: `));
  });

  test("no default example", () => {
    const path = `${FORMATS}/openai-completion/streams/hello.yaml`;
    const want = `has no ${path}; expected the example that answers by default`;
    expect(problems.some((problem) => problem.endsWith(want))).toBe(true);
  });
});

describe("a format that extends another", () => {
  const specs = new ChangedSpecs([`${FORMATS}/amazon-rerank`, `${FORMATS}/cohere-rerank`]);
  let result: Generated;

  beforeAll(async () => {
    const path = documentOf("amazon-rerank");
    specs.edit(path, "  extends: cohere-rerank\n", "  extends: cohere-rerank\n  request: { topN: null }\n");
    result = await specs.generate();
  });

  test("is shown whole, without what it takes away, as a plain format", () => {
    const document = result.files.get("specs/gen/openapi/amazon-rerank.yaml") ?? "";
    expect(result.problems).toEqual([]);
    expect(document).toContain("kind: rerank");
    expect(document).toContain("documents: /documents/*");
    expect(document).toContain("CohereRerankResponse");
    expect(document).not.toMatch(/extends|topN|api_version: 2/);
  });

  test("has the types of what it takes over from there, by the same names", () => {
    const types = result.files.get("packages/types/src/gen/formats/amazon-rerank.ts") ?? "";
    expect(types).toContain('CohereRerankResponse: cohereRerank["schemas"]["CohereRerankResponse"];');
    expect(types).toContain("export type CohereRerankResponse =");
    expect(types).not.toContain("relevance_score");
  });

  test("describes only what differs", () => {
    const description = result.files.get("packages/validators/src/gen/descriptions/amazon-rerank.ts") ?? "";
    expect(description).toContain('import { description as base } from "./cohere-rerank.ts";');
    expect(description).toContain('id: "amazon-rerank"');
    expect(description).toContain("request: {");
    expect(description).not.toMatch(/topN|response: /);
  });
});
