import type * as PrismHttp from "@stoplight/prism-http";

/** An operation as Prism reads it from a spec. */
export type SpecOperation = Awaited<ReturnType<typeof PrismHttp.getHttpOperationsFromSpec>>[number];
