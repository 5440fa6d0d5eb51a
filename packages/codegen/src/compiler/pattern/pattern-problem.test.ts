import { describe, expect, it } from "vitest";
import { patternProblem } from "./pattern-problem.ts";

describe("patternProblem", () => {
  it.each([
    "^[a-zA-Z0-9][a-zA-Z0-9+.-]*$",
    "^(?:[a-z]+[0-9])*$",
    "^(?:[0-9a-zA-Z][_-]?){1,63}$",
    "^(?:[a-z0-9-]{1,63}[.]){0,2}[a-z0-9-]{1,63}$",
    "(?:a?|b)*",
    "(?=[a-z]+$)[a-z]{3}",
    "\\p{L}+\\d*",
    "^(?:\\p{L}[\\p{L}\\p{M}0-9_]*( [\\p{L}\\p{M}0-9_]+)*)$",
    "^(?:arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:custom-model/(imported|[a-z0-9-]{1,63}[.]{1}[a-z0-9-]{1,63}))$",
  ])("lets %s pass", (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  });

  it.each([
    "^(a+)+$",
    "^(a|a)*$",
    "^(a*)*$",
    "^(?:[a-z]+[0-9]?)*$",
    "(a|a){1,63}",
    "(x+x+)+y",
    "(?=(a+)+$)b",
    "(\\p{L}|é)*",
    "^(?:[a-zA-Z0-9](-*[a-zA-Z0-9\\+\\-\\.])*)$",
  ])("refuses %s, which can take time exponential in the length of the text", (pattern) => {
    expect(patternProblem(pattern)).toMatch(/^can take time exponential/);
  });

  it.each(["(", "[z-a]", "\\-", "(a)\\1"])("refuses %s, which is no expression that can be used", (pattern) => {
    expect(patternProblem(pattern)).toMatch(/^is not a regular expression that can be used/);
  });
});
