import { expect, test } from "vitest";
import { mapInOrder } from "./map-in-order.ts";

test("the first value that fails is told of, though a later one would fail sooner", async () => {
  async function refuse(milliseconds: number): Promise<never> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    throw new Error(`after ${milliseconds} ms`);
  }

  await expect(mapInOrder([20, 1], refuse)).rejects.toThrow("after 20 ms");
});

test("the order of what is made is that of the values", async () => {
  expect(await mapInOrder([3, 1, 2], async (value) => value * 10)).toEqual([30, 10, 20]);
});
