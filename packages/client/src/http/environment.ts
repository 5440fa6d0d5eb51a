/** Environment variables, by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment variables of the process: none in a page or a worker, which has no process. */
export function environmentOf({
  process,
}: {
  readonly process?: { readonly env: Environment };
} = globalThis): Environment {
  return process?.env ?? {};
}
