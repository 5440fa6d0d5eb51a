import { expect, test } from "vitest";
import { codeFrame } from "./code-frame.ts";

const BODY = {
  id: "1",
  choices: [{ index: 0, text: "a", finish_reason: 5, logprobs: null }],
  data: Array.from({ length: 9 }, (_, index) => index / 10),
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, details: [] },
  text: "x".repeat(300),
};

test.each([
  {
    title: "a value within lists and objects, its neighbours beside it",
    pointer: "/choices/0/finish_reason",
    want: [
      "  {",
      '    "id": "1",',
      '    "choices": [',
      "      {",
      '        "index": 0,',
      '        "text": "a",',
      '>       "finish_reason": 5,',
      "                         ^",
      '        "logprobs": null',
      "      }",
      "    ],",
      '    "data": [9 items],',
      '    "usage": {"prompt_tokens", "completion_tokens", "total_tokens", …},',
      "    …",
      "  }",
    ],
  },
  {
    title: "a member that is missing, where it should be",
    pointer: "/usage/cost",
    want: [
      "  {",
      "    …",
      '    "choices": [1 item],',
      '    "data": [9 items],',
      '    "usage": {',
      "      …",
      '      "total_tokens": 3,',
      '      "details": [],',
      '>     "cost": nothing',
      "              ^^^^^^^",
      "    },",
      `    "text": "${"x".repeat(91)}…`,
      "  }",
    ],
  },
  {
    title: "an item of a long list",
    pointer: "/data/5",
    want: [
      "  {",
      '    "id": "1",',
      '    "choices": [1 item],',
      '    "data": [',
      "      …",
      "      0.3,",
      "      0.4,",
      ">     0.5,",
      "      ^^^",
      "      0.6,",
      "      0.7,",
      "      …",
      "    ],",
      '    "usage": {"prompt_tokens", "completion_tokens", "total_tokens", …},',
      `    "text": "${"x".repeat(91)}…`,
      "  }",
    ],
  },
])("shows $title", ({ pointer, want }) => {
  const frame = codeFrame(BODY, { pointer, redact: (text) => text }) ?? "";

  expect(frame.split("\n")).toEqual(want);
});

test.each(["", "/none/of/these", "/id/0", `/a${"/a".repeat(1_000)}`])(
  "leaves %j alone, which leads nowhere",
  (pointer) => {
    expect(codeFrame(BODY, { pointer, redact: (text) => text })).toBeUndefined();
  },
);

test("marks what is meant, though a secret before it is replaced", () => {
  const redact = (text: string): string => text.replaceAll("canary", "REDACTED");

  expect(codeFrame({ "the canary": "canary!" }, { pointer: "/the canary", redact })).toBe(
    ["  {", '>   "the REDACTED": "REDACTED!"', "                    ^^^^^^^^^^^", "  }"].join("\n"),
  );
});
