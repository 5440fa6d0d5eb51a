import type { EmbeddingFormat, FormatDescription, RerankFormat, TextFormat } from "@bedrock-contract/validators";
import type { MockExample } from "../example.ts";
import { embedInputs } from "./embed-inputs.ts";
import { rankDocuments } from "./rank-documents.ts";
import { readTemplates } from "./templates.ts";

/** What numbers are generated from. */
export interface FiguresRequest {
  readonly format: EmbeddingFormat | RerankFormat;
  readonly modelId: string;
  readonly body: unknown;
  /** The example that lends its shape. */
  readonly example: MockExample;
}

/** Whether answers of a format are generated; those of others are examples. */
export function isGenerated(format: FormatDescription): format is TextFormat | EmbeddingFormat | RerankFormat {
  return format.kind === "text" || format.kind === "embedding" || format.kind === "rerank";
}

/** Generates the vectors, or the ranking, that a request asks for that no example has. */
export function generateFigures(request: FiguresRequest): unknown {
  const { format, body, example } = request;
  const templates = readTemplates(example, body);
  return format.kind === "embedding"
    ? embedInputs({ ...request, format }, templates)
    : rankDocuments({ ...request, format }, templates);
}
