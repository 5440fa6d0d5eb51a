import type { ParameterBinding } from "./format-description.ts";

/** What binds no member of each item to a value. */
const NO_FILTERS = ["identity", "atMost", "order", "chooses"] as const;

/** How a parameter that filters a list is bound to a member of each item. */
export type FilterBinding = ParameterBinding & {
  readonly how: Exclude<ParameterBinding["how"], (typeof NO_FILTERS)[number]>;
};

/** Whether a parameter filters the items of a list by their members. */
export function isFilter(binding: ParameterBinding): binding is FilterBinding {
  return !NO_FILTERS.some((how) => how === binding.how);
}

/** Whether the value of a member passes a filter that asks for `wanted`. */
export function passesFilter(binding: FilterBinding, value: unknown, wanted: string): boolean {
  const { how } = binding;
  switch (how) {
    case "equals":
      return binding.ignoresCase === true
        ? String(value).toLowerCase() === wanted.toLowerCase()
        : String(value) === wanted;
    case "named":
      return isNamedBy(String(value), wanted);
    case "model":
      return value === wanted || String(value).startsWith(`${wanted}:`);
    case "contains":
      return String(value).toLowerCase().includes(wanted.toLowerCase());
    case "includes":
      return Array.isArray(value) && value.includes(wanted);
    case "from":
      return !(Date.parse(String(value)) < Date.parse(wanted));
    case "until":
      return !(Date.parse(String(value)) > Date.parse(wanted));
    default:
      return how satisfies never;
  }
}

/** Whether an identifier is one of a resource's own, a name, an id or an ARN, or the end of its ARN. */
export function isNamedBy(own: string, identifier: string): boolean {
  return own === identifier || (own.startsWith("arn:") && own.slice(own.lastIndexOf("/") + 1) === identifier);
}
