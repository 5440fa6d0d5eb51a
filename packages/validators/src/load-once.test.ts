import { expect, test } from "vitest";
import { loadFormat, loadOperation } from "./index.ts";
import { loadOnce } from "./load-once.ts";

test("each module is asked for once", () => {
  expect(loadOperation("Converse")).toBe(loadOperation("Converse"));
  expect(loadFormat("amazon-nova")).toBe(loadFormat("amazon-nova"));
});

test("a loader that failed is asked again", async () => {
  let tries = 0;
  const load = async (): Promise<number> => {
    tries += 1;
    if (tries === 1) {
      throw new Error("the network is down");
    }
    return tries;
  };
  await expect(loadOnce(load)).rejects.toThrow("the network is down");
  expect(await loadOnce(load)).toBe(2);
  expect(await loadOnce(load)).toBe(2);
});
