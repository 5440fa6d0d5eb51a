/**
 * What an exception says beyond its message, such as `originalStatusCode` of a ModelErrorException: from the body of a
 * response, or from an exception of the AWS SDK, whose own members are left out.
 */
export function exceptionMembers(exception: unknown): Readonly<Record<string, unknown>> {
  if (typeof exception !== "object" || exception === null || Array.isArray(exception)) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(exception).filter(
      ([name, value]) => value !== undefined && !name.startsWith("$") && !NO_MEMBERS.has(name),
    ),
  );
}

const NO_MEMBERS: ReadonlySet<string> = new Set(["message", "Message", "name", "stack", "cause", "__type"]);
