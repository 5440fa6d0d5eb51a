/** Whether a value is a number of JSON, which knows neither NaN nor infinity. */
export function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

/** Whether a value is a number without fraction; 1.0 is one. */
export function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

/** Whether a value is a number with a fraction. */
export function isFraction(value: unknown): value is number {
  return isNumber(value) && !isInteger(value);
}

/** Whether a number is a multiple of another, as far as binary fractions can tell. */
export function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  if (!Number.isFinite(quotient)) return value % of === 0;
  return Math.abs(quotient - Math.round(quotient)) <= Number.EPSILON * Math.abs(quotient);
}
