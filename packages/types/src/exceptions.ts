import type { ExceptionBodies } from "./gen/shared.ts";

/** Name of an exception that an operation declares: `ValidationException`, …. */
export type ExceptionName = keyof ExceptionBodies;

/** The body that an exception comes with. */
export type ExceptionBody<Name extends ExceptionName> = ExceptionBodies[Name];
