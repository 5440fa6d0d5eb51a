import { hashOf } from "./tokens.ts";

/** More numbers in one response are not made. */
export const MOST_NUMBERS = 2_000_000;

/** Numbers that follow from the input alone, scaled to length 1, as a 32-bit float has them. */
export function vectorOf(input: unknown, length: number): Float32Array {
  let state = hashOf(input) >>> 0 || 1;
  const raw = Float32Array.from({ length }, () => {
    // Xorshift: https://www.jstatsoft.org/article/view/v008i14
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  });
  const norm = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0)) || 1;
  return raw.map((value) => value / norm);
}

/** How a vector is written. */
export interface VectorForm {
  /** How many numbers it has. */
  readonly length: number;
  /** Decimal numbers, bytes, or bits that stand each in a number of its own. */
  readonly numbers: "decimals" | "bytes" | "bits";
  /** Whether bytes go from -128 to 127, and not from 0 to 255. */
  readonly isSigned: boolean;
  /** Whether eight bits stand in one byte. */
  readonly isPacked: boolean;
}

/** The form of a stored vector. */
export function formOf(stored: readonly unknown[], { isPacked }: Pick<VectorForm, "isPacked">): VectorForm {
  const numbers = stored.map(Number);
  const areWhole = numbers.every(Number.isInteger);
  const areBits = areWhole && !isPacked && numbers.every((value) => value === 0 || value === 1);
  return {
    length: stored.length,
    numbers: areBits ? "bits" : areWhole ? "bytes" : "decimals",
    isSigned: numbers.some((value) => value < 0),
    isPacked,
  };
}

/** A vector for an input in some form: all forms of it come from the same numbers. */
export function writeVector(input: unknown, { length, numbers, isSigned, isPacked }: VectorForm): readonly number[] {
  const vector = vectorOf(input, isPacked ? length * BITS : length);
  const lowest = isSigned ? -128 : 0;
  if (isPacked) {
    return Array.from({ length }, (_, index) => {
      const bits = vector.slice(index * BITS, (index + 1) * BITS);
      return bits.reduce((byte, value) => byte * 2 + (value > 0 ? 1 : 0), 0) + lowest;
    });
  }
  switch (numbers) {
    case "bits":
      return Array.from(vector, (value) => (value > 0 ? 1 : 0));
    case "bytes": {
      const scale = MIDDLE_BYTE * Math.sqrt(length);
      return Array.from(vector, (value) => clamped(Math.round(value * scale)) + 128 + lowest);
    }
    default:
      return Array.from(vector);
  }
}

const BITS = 8;

/** A number of average size in a vector becomes this byte. */
const MIDDLE_BYTE = 48;

function clamped(value: number): number {
  return Math.max(-128, Math.min(127, value));
}
