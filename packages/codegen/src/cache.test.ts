import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Cache, CacheFiles } from "./cache.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cache-"));
  folders.push(folder);
  return folder;
}

/** What a run with a cache makes anew of some inputs. */
function made(cache: Cache, inputs: readonly string[]): readonly string[] {
  const list: string[] = [];
  for (const input of inputs) {
    const value = cache.remember("kind", input, () => {
      list.push(input);
      return { of: input };
    });
    expect(value).toEqual({ of: input });
  }
  return list;
}

test("makes once what depends on the same inputs", () => {
  expect(made(new Cache(), ["a", "b", "a"])).toEqual(["a", "b"]);
});

test("tells kinds apart", () => {
  const cache = new Cache();
  expect(cache.remember("one", "a", () => 1)).toBe(1);
  expect(cache.remember("two", "a", () => 2)).toBe(2);
});

test("waits for what takes its time, and does not remember what failed", async () => {
  const cache = new Cache();
  await expect(cache.rememberLater("kind", "a", () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(await cache.rememberLater("kind", "a", () => Promise.resolve("made"))).toBe("made");
  expect(await cache.rememberLater("kind", "a", () => Promise.resolve("again"))).toBe("made");
});

test("remembers from run to run", () => {
  const folder = newFolder();
  const run = () => new Cache(new CacheFiles(folder, "1"));
  const first = run();
  made(first, ["a"]);
  first.save();
  expect(made(run(), ["a", "b"])).toEqual(["b"]);
});

test("forgets what another version has made, and what cannot be read", () => {
  const folder = newFolder();
  const first = new Cache(new CacheFiles(folder, "1"));
  made(first, ["a"]);
  first.save();
  expect(made(new Cache(new CacheFiles(folder, "2")), ["a"])).toEqual(["a"]);
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), "{");
  expect(made(new Cache(new CacheFiles(folder, "1")), ["a"])).toEqual(["a"]);
});

test("drops what no run has asked for since five that wrote", () => {
  const folder = newFolder();
  const run = (inputs: readonly string[]) => {
    const cache = new Cache(new CacheFiles(folder, "1"));
    const list = made(cache, inputs);
    cache.save();
    return list;
  };
  run(["kept", "dropped"]);
  for (const other of ["1", "2", "3", "4", "5", "6"]) run(["kept", other]);
  expect(run(["kept", "dropped"])).toEqual(["dropped"]);
});
