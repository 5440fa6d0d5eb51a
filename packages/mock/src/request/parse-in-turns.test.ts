import { describe, expect, test } from "vitest";
import { Turns } from "../http/turns.ts";
import { parseInTurns } from "./parse-in-turns.ts";

const parse = (text: string): Promise<unknown> => parseInTurns(text, new Turns(), 100);
const many = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join(",");
/** A string of JSON that is read in pieces. */
const veryLong = (part: string): string => `"${part.repeat(Math.ceil(2_100_000 / part.length))}"`;

test.each([
  { title: "a list of numbers", text: `[${many(100_000, String)}]` },
  { title: "an object of members", text: `{${many(50_000, (index) => `"k${index}" : ${index}`)}}` },
  {
    title: "lists in lists",
    text: `[[${many(50_000, String)}],[],[[${many(50_000, String)}]] , {"a":[${many(50_000, String)}]}]`,
  },
  {
    title: "members around a long one",
    text: `{"a":1,"b":[${many(50_000, String)}],"c":{"d":{${many(50_000, (index) => `"${index}":null`)}}} , "a":2}`,
  },
  { title: "names twice, in pieces far apart", text: `{"a":1,${many(50_000, (index) => `"k${index}":0`)},"a":2}` },
  {
    title: "names of objects themselves",
    text: `{"__proto__":{"a":1},${many(50_000, (index) => `"k${index}":0`)},"constructor":[${many(50_000, String)}]}`,
  },
  { title: "a long text", text: `{"a":${JSON.stringify(`"],[{}\\"${"x".repeat(300_000)}\\`)},"b":"\\\\"}` },
  { title: "texts in pieces", text: `{"a" : ${veryLong(" a\u00e9")} , "b":[1,${veryLong("a")},${veryLong("b")}]}` },
  {
    title: "escapes where pieces end",
    text: `[${many(7, (index) => veryLong(`\\u00e9\\n\\\\${"x".repeat(index)}`))}]`,
  },
  { title: "halves of a character where pieces end", text: `[${veryLong("😀")},${veryLong("a😀")}]` },
  { title: "a very long name", text: `{${veryLong("n")} \n : ${veryLong("v")}}` },
  { title: "spaces everywhere", text: ` [ ${many(40_000, (index) => `\n{ "a" : [ ${index} , "," ] }\t`)} ]\r\n` },
  { title: "a value alone", text: ` "${"x".repeat(300_000)}" ` },
])("reads what JSON.parse reads: $title", async ({ text }) => {
  const read = await parse(text);
  // The order of members, too.
  expect(JSON.stringify(read) === JSON.stringify(JSON.parse(text))).toBe(true);
  expect(Object.getPrototypeOf(read)).toBe(Object.getPrototypeOf(JSON.parse(text)));
});

describe("what JSON.parse refuses", () => {
  const long = `[${many(50_000, String)}]`;
  test.each([
    ["[", long, "]]"],
    ["[", long, "}"],
    ["[", long, ",]"],
    ["[", long, ",,1]"],
    ["[", long, " 1]"],
    ["[", long, long, "]"],
    ["[1 ", long, "]"],
    ["[1", long, "]"],
    ["[,", long, "]"],
    ['{"a"', long, "}"],
    ['{"a":1 "b":', long, "}"],
    ["{1:", long, "}"],
    ["{", long, "}"],
    ['{"a":', long, ",}"],
    ['{"a":', long, ',"b"}'],
    ['["a":', long, "]"],
    [long, "x"],
    [long, ","],
    ["x", long],
    ["[", long],
    [long, '"'],
    [`[${many(50_000, String)},`, " ".repeat(200_000), ",1]"],
    [`[${many(50_000, (index) => `0${index}`)}]`],
    [`{${many(50_000, (index) => `"k${index}":1`)},"k"}`],
    [`[${many(50_000, String)}, "a`, "\n", `b"]`],
    [`["${"x".repeat(300_000)}`],
    ["[1 ", veryLong("x"), "]"],
    ["[", veryLong("x"), veryLong("x"), "]"],
    ["[", veryLong("x"), " 1]"],
    ["[", veryLong("x"), ",]"],
    ["{", veryLong("x"), "}"],
    ["[", veryLong("x\n"), "]"],
    ["[", veryLong("\\x"), "]"],
    ["[", veryLong("x").slice(0, -1), '\\u00"]'],
    ["[", veryLong("x"), ":", veryLong("x"), "]"],
  ])("is refused: %.20s … %.20s", async (...parts) => {
    const text = parts.join("");
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    await expect(parse(text)).rejects.toThrow(SyntaxError);
  });
});

test("is refused where it nests more deeply than is read", async () => {
  await expect(parse(`${"[".repeat(100)}${"]".repeat(100)}`)).resolves.toBeDefined();
  await expect(parse(`${"[".repeat(101)}${"]".repeat(101)}`)).rejects.toThrow(
    new RangeError("it nests more than 100 levels deep"),
  );
});

test("lets others have their turn", async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 0);
  await parse(`{${many(200_000, (index) => `"k${index}":[${index}]`)}}`);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(2);
});
