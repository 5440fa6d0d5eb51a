import { expect, test } from "vitest";
import { readYaml } from "../read-yaml.ts";
import { checkManifest, readManifest, targetNames } from "./read-manifest.ts";

test.each(await targetNames())("the suite's own manifest %s is valid", async (name) => {
  const file = new URL(`../../targets/${name}.yaml`, import.meta.url).pathname;

  expect(await checkManifest(await readYaml(file), name)).toMatchObject({ name });
});

test("a baseline is found beside its manifest", async () => {
  expect((await readManifest("prism")).baseline).toMatch(/targets\/prism\.baseline\.yaml$/);
});

test.each([
  { given: "nothing", want: /manifest:\n {2}\(top level\): expected keys and values$/ },
  { given: null, want: /manifest:\n {2}\(top level\): expected keys and values$/ },
  { given: {}, want: '(top level): the key "name" is missing' },
  { given: { name: "x", enpoints: {} }, want: 'there is no key "enpoints"; did you mean "endpoints"?' },
  { given: { name: "x", timeoutMs: 1 }, want: 'there is no key "timeoutMs"; did you mean "limits.timeoutMs"?' },
  { given: { name: "x", limits: { concurency: 1 } }, want: '/limits: there is no key "concurency"; did you mean' },
  { given: { name: "x", colour: "red" }, want: "Expected one of: name, start, endpoints" },
  { given: { name: "x", limits: { concurrency: 0 } }, want: "/limits/concurrency: must be >= 1" },
  { given: { name: "x", headers: { "a b": "c" } }, want: "/headers: expected the name of a header" },
  { given: { name: "x", prices: { m: { input: 1 } } }, want: '/prices/m: the key "output" is missing' },
  {
    given: { name: "x", endpoints: { runtime: "localhost" } },
    want: "/endpoints/runtime: expected a URL that begins with http:// or https://",
  },
  { given: { name: "x", auth: "basic" }, want: "/auth: expected one of auto,aws,sigv4,bearer,none" },
  {
    given: { name: "x", features: { supported: ["images"] } },
    want: "/features/supported/0: expected one of scripted-errors",
  },
  { given: { name: "x", features: { unsupported: ["pictures"] } }, want: "operation:<Name>, format:<id>" },
  {
    given: { name: "x", start: "mock", endpoints: { runtime: "http://a" } },
    want: 'either "start" or "endpoints", not both',
  },
])("says of $given: $want", async ({ given, want }) => {
  await expect(checkManifest(given, "x.yaml")).rejects.toThrow(want);
});
