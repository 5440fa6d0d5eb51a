import { expect, test } from "vitest";
import { prismCommand } from "./prism-servers.ts";

test("says how to install Prism where it is not installed", () => {
  const nowhere = (name: string): string => {
    throw new Error(`Cannot find module '${name}'`);
  };
  expect(() => prismCommand(nowhere)).toThrow(
    expect.objectContaining({ code: "usage", message: expect.stringContaining("npm install") }),
  );
  expect(prismCommand(() => "/prism/package.json")).toBe("/prism/dist/index.js");
});
