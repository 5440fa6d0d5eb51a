import type { RawPiece } from "./mutant.ts";

/** Time between two pieces, in milliseconds. */
const PAUSE_MS = 100;

/** Fewer pieces than these may well be made in one go. */
export const FEWEST_PIECES = 4;

/** Pieces that come one after the other, or all of them when the last would. */
export function pacedPieces(pieces: readonly Buffer[], how: "as-made" | "at-the-end"): readonly RawPiece[] {
  const end = pieces.length * PAUSE_MS;
  return pieces.map((bytes, index) => ({ bytes, atMs: how === "as-made" ? (index + 1) * PAUSE_MS : end }));
}
