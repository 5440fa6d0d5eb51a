/** One fault of the specs: where it is, what is wrong and what was expected. */
export interface Problem {
  /** Path from the repository's root. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** A place in a file of the specs. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Collects faults, so that one run tells all of them. */
export class Problems {
  readonly #byText = new Map<string, Problem>();

  /** Notes a fault; the same fault found twice counts once. */
  add(place: Place, message: string): void {
    const problem = { file: place.file, line: place.line, message };
    this.#byText.set(formatProblem(problem), problem);
  }

  /** All faults, ordered by file and line. */
  list(): readonly Problem[] {
    return [...this.#byText.values()].sort((a, b) => compare(a.file, b.file) || a.line - b.line);
  }
}

/** Says a fault in the form that editors make clickable. */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
