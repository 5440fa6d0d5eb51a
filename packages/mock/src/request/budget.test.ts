import { expect, test } from "vitest";
import { Turns } from "../http/turns.ts";
import { Budget } from "./budget.ts";

const forever = (): never => {
  for (;;) {
    /* Only a script of its own ends this. */
  }
};

test("ends what would never end, and lets the request have no more", () => {
  const budget = new Budget();
  const start = process.cpuUsage();
  expect(() => budget.run(forever)).toThrow("it takes too long");
  expect(() => budget.run(() => "late")).toThrow("it takes too long");
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(2_000);
  expect(new Budget().run(() => "of another request")).toBe("of another request");
});

test("lets go of a pattern that backtracks", () => {
  expect(() => new Budget().run(() => /^(?:a+)+$/.test(`${"a".repeat(40)}b`))).toThrow("it takes too long");
});

test("passes on what the work returns and throws", () => {
  const budget = new Budget();
  expect(budget.run(() => [1])).toEqual([1]);
  expect(() =>
    budget.run(() => {
      throw new TypeError("its own");
    }),
  ).toThrow(new TypeError("its own"));
});

test("counts the characters of all parts of a response together", () => {
  const budget = new Budget();
  budget.spend(30_000_000);
  expect(() => budget.spend(30_000_000)).toThrow("more than 50000000 characters");
});

test("lets others have their turn after a while, and not before", async () => {
  let time = 0;
  const budget = new Budget(new Turns(() => time));
  let turns = 0;
  const ask = () =>
    setImmediate(() => {
      turns += 1;
    });
  ask();
  await budget.yieldTurn();
  expect(turns).toBe(0);
  time = 50;
  await budget.yieldTurn();
  expect(turns).toBe(1);
  ask();
  time = 60;
  await budget.yieldTurn();
  expect(turns).toBe(1);
});
