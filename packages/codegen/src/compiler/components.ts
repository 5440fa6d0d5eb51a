/**
 * The strongly connected components of a graph that can be reached from some of its vertices, those that a vertex
 * depends on first (Tarjan's algorithm, without recursion, since a graph may be deep).
 */
export function components<Vertex>(
  starts: readonly Vertex[],
  successors: (vertex: Vertex) => readonly Vertex[],
): readonly (readonly Vertex[])[] {
  const search = new Search(successors);
  for (const start of starts) search.from(start);
  return search.found;
}

interface Visit<Vertex> {
  readonly vertex: Vertex;
  readonly index: number;
  low: number;
  readonly rest: Iterator<Vertex>;
}

class Search<Vertex> {
  readonly found: (readonly Vertex[])[] = [];
  readonly #successors: (vertex: Vertex) => readonly Vertex[];
  readonly #index = new Map<Vertex, number>();
  readonly #open: Vertex[] = [];
  readonly #isOpen = new Set<Vertex>();

  constructor(successors: (vertex: Vertex) => readonly Vertex[]) {
    this.#successors = successors;
  }

  from(start: Vertex): void {
    if (this.#index.has(start)) return;
    const path = [this.#enter(start)];
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      const next = visit.rest.next();
      if (next.done) {
        path.pop();
        this.#leave(visit, path.at(-1));
      } else if (!this.#index.has(next.value)) {
        path.push(this.#enter(next.value));
      } else if (this.#isOpen.has(next.value)) {
        visit.low = Math.min(visit.low, this.#index.get(next.value) ?? visit.low);
      }
    }
  }

  #enter(vertex: Vertex): Visit<Vertex> {
    const index = this.#index.size;
    this.#index.set(vertex, index);
    this.#open.push(vertex);
    this.#isOpen.add(vertex);
    return { vertex, index, low: index, rest: this.#successors(vertex)[Symbol.iterator]() };
  }

  #leave(visit: Visit<Vertex>, parent: Visit<Vertex> | undefined): void {
    if (parent) parent.low = Math.min(parent.low, visit.low);
    if (visit.low !== visit.index) return;
    const component = this.#open.splice(this.#open.lastIndexOf(visit.vertex));
    for (const vertex of component) this.#isOpen.delete(vertex);
    this.found.push(component);
  }
}
