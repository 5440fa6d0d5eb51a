import type { FormatDescription, TextFormat } from "@bedrock-contract/validators";
import type { MockExample } from "../example.ts";
import { drawImages } from "./draw-images.ts";
import { embedInputs } from "./embed-inputs.ts";
import { rankDocuments } from "./rank-documents.ts";
import { readTemplates } from "./templates.ts";

/** A format whose answers are figures: vectors, rankings, images. */
export type FigureFormat = Extract<FormatDescription, { readonly kind: "embedding" | "rerank" | "image" }>;

/** What figures are generated from. */
export interface FiguresRequest {
  readonly format: FigureFormat;
  readonly modelId: string;
  readonly body: unknown;
  /** The example that lends its shape. */
  readonly example: MockExample;
}

/** Whether answers of a format are generated; those of others are examples. */
export function isGenerated(format: FormatDescription): format is TextFormat | FigureFormat {
  return format.kind !== "async" && format.kind !== "speech";
}

/** Generates the vectors, the ranking or the images that a request asks for that no example has. */
export function generateFigures(request: FiguresRequest): unknown {
  const { format, body, example } = request;
  const templates = readTemplates(example, body);
  switch (format.kind) {
    case "embedding":
      return embedInputs({ ...request, format }, templates);
    case "rerank":
      return rankDocuments({ ...request, format }, templates);
    case "image":
      return drawImages({ ...request, format }, templates);
    default:
      return format satisfies never;
  }
}
