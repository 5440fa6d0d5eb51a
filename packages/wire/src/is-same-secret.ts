/**
 * Whether two secrets are the same. It takes equally long wherever they differ, so that the time reveals only a length.
 */
export function isSameSecret(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let index = 0; index < one.length; index++) {
    // Past the end `charCodeAt` gives NaN, which the operator takes as 0.
    difference |= one.charCodeAt(index) ^ other.charCodeAt(index);
  }
  return difference === 0;
}
