import { expect, test } from "vitest";
import { printable, printableLine, withoutCommands } from "./printable.ts";

test.each([
  ["\u001b]0;pwned\u0007\u001b[2J", "\\u001b]0;pwned\\u0007\\u001b[2J"],
  ["\u009b31m\u0085\u007f", "\\u009b31m\\u0085\\u007f"],
  ["a\rb", "a\\u000db"],
  ["a\u2028b\u2029c\u000bd\u000ce", "a\\u2028b\\u2029c\\u000bd\\u000ce"],
  ["\u202eabc\u2066", "\\u202eabc\\u2066"],
  ["Grüße, 世界 👩‍💻", "Grüße, 世界 👩‍💻"],
])("%j is printed as %j", (given, want) => {
  expect(printable(given)).toBe(want);
  expect(printableLine(given)).toBe(want);
});

test("line feeds and tabs stay in a text of several lines only", () => {
  expect(printable("a\n\tb")).toBe("a\n\tb");
  expect(printableLine("a\n\tb")).toBe("a\\n\\tb");
});

/** Every command that the runner knows, and those that it knew. */
const COMMANDS = [
  ...["stop-commands", "add-mask", "set-output", "set-env", "add-path", "save-state", "error", "warning", "notice"],
  ...["debug", "group", "endgroup", "echo", "add-matcher", "remove-matcher", "internal-set-repo-path", "command"],
];

test.each(COMMANDS.map((name) => [name]))("%s is not a command", (name) => {
  for (const command of [`::${name}::x`, `::${name} a=b,c=d::x`, `##[${name}]x`, `##[${name} a=b;c=d]x`]) {
    for (const before of [
      "",
      " ",
      "\t",
      "\u00a0",
      "\u3000",
      "\ufeff",
      "text\n",
      "text\r",
      "text\u2028",
      "text\r\n \t",
      "%0A",
    ]) {
      expect(commandsIn(printableLine(before + command))).toEqual([]);
      expect(commandsIn(withoutCommands(before + command).replaceAll(/[\r\u2028]/g, ""))).toEqual([]);
    }
    expect(commandsIn(printableLine(`text ${command}`))).toEqual([]);
  }
});

test.each([
  "##vso[task.setvariable variable=a]b",
  "##teamcity[buildStop comment='a']",
  "####[error]x",
  "##[error]##[error]",
])("neither is %s", (text) => {
  expect(printableLine(text)).not.toMatch(/##[\w.-]*\[/);
});

test.each(["a :: b", "std::vector", "## heading [link]", "# [x]", "https://host/::1", "[::1]:4010"])(
  "leaves %s alone",
  (text) => {
    expect(withoutCommands(text)).toBe(text);
  },
);

/** As the runner reads a line: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
function commandsIn(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r]/).filter((line) => line.trim().startsWith("::") || line.includes("##["));
}
