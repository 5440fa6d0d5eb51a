export { closest, type NoteFaults } from "./closest.ts";
export { at, type Fault, Faults, fault, MAX_DEPTH, type Path, type Step } from "./faults.ts";
export {
  isDate,
  isDateTime,
  isDuration,
  isEmail,
  isHostname,
  isIpv4,
  isIpv6,
  isJsonPointer,
  isRegex,
  isRelativeJsonPointer,
  isTime,
  isUri,
  isUriReference,
  isUuid,
} from "./formats.ts";
export { between, extra, extras, fixed, inner, items, needs, plain, plainItems, wrongType } from "./member-faults.ts";
export { countMembers, hasOnly, isObject, type Members, members, own, ownMembers } from "./members.ts";
export { isFraction, isInteger, isMultiple, isNumber } from "./numbers.ts";
export {
  amongAt,
  belowAt,
  isAmongAt,
  isBelowAt,
  isMostAt,
  isProductAt,
  isRatioAt,
  isUniqueAt,
  mostAt,
  productAt,
  ratioAt,
  uniqueAt,
} from "./places.ts";
export { isEachRun, runsAt } from "./runs.ts";
export { atLeast, atMost, characters } from "./text-length.ts";
export { ARRAY, BOOLEAN, INTEGER, NULL, NUMBER, OBJECT, STRING } from "./types.ts";
export { equal, isUnique } from "./unique.ts";
