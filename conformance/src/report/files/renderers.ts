import type { Render } from "../describe/render.ts";

/** The name of a report that is written as a whole. */
export type RendererName = "json" | "junit" | "markdown" | "html" | "badge";

/** The reports that are written as a whole, to a file or to the standard output. Each is loaded when it is wanted. */
const LOADERS: Readonly<Record<RendererName, () => Promise<Render>>> = {
  json: async () => (await import("./json-reporter.ts")).renderJson,
  junit: async () => (await import("./render-junit.ts")).renderJunit,
  markdown: async () => (await import("./render-markdown.ts")).renderMarkdown,
  html: async () => (await import("../html/page.ts")).createHtmlRenderer(),
  badge: async () => (await import("./render-badge.ts")).renderBadge,
};

/** Their names. */
export const RENDERER_NAMES: readonly RendererName[] = Object.keys(LOADERS).filter(isRendererName);

/** Whether a report of this name is written as a whole. */
export function isRendererName(name: string): name is RendererName {
  return Object.hasOwn(LOADERS, name);
}

/** Loads what makes the text of a report. */
export function loadRenderer(name: RendererName): Promise<Render> {
  return LOADERS[name]();
}
