/**
 * What is left of an object without the members that are undefined: an optional member that is absent is not a member
 * that is undefined.
 */
export type Defined<Members> = {
  [Name in keyof Members as undefined extends Members[Name] ? never : Name]: Members[Name];
} & {
  [Name in keyof Members as undefined extends Members[Name] ? Name : never]?: Exclude<Members[Name], undefined>;
};

/** An object without the members that are undefined. */
export function defined<Members extends object>(members: Members): Defined<Members> {
  const kept: Record<string, unknown> = {};
  for (const name in members) {
    const value = members[name];
    if (value !== undefined) {
      kept[name] = value;
    }
  }
  return kept as Defined<Members>; // What is left out is what the type makes optional.
}
