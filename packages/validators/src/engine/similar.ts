/** Names beyond these bounds are not compared: a hostile body must not cost more than an honest one. */
const LONGEST_NAME = 64;
const MOST_NAMES = 100;

/** The name that was probably meant: the same but for case and separators, or a slip or two away. */
export function findSimilar(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const near = candidates.slice(0, MOST_NAMES).filter((candidate) => candidate.length <= LONGEST_NAME);
  const plain = normalize(name);
  let best: string | undefined;
  let least = Math.floor((plain.length + 2) / 5) + 1;
  for (const candidate of near) {
    const slips = distance(plain, normalize(candidate));
    if (slips >= least) continue;
    best = candidate;
    least = slips;
  }
  return best;
}

function normalize(name: string): string {
  return name.toLowerCase().replaceAll(/[_\-\s]/g, "");
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one text to another. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : replaced;
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, replaced, swapped));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
