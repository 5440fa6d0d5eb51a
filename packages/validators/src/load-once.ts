const loaded = new WeakMap<() => Promise<unknown>, Promise<unknown>>();

/**
 * What a loader gives, asked for once: even of a module that is there, each import takes as long as to validate a small
 * body. A loader that failed is asked again.
 */
export function loadOnce<Module>(load: () => Promise<Module>): Promise<Module> {
  const known = loaded.get(load) as Promise<Module> | undefined; // What this loader gave.
  if (known !== undefined) {
    return known;
  }
  const loading = load();
  loaded.set(load, loading);
  loading.catch(() => loaded.delete(load));
  return loading;
}
