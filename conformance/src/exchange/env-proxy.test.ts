import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type Mock, startMock } from "@bedrock-contract/mock";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { runCli, spawnCli } from "../../test/run-cli.ts";
import { startHttpProxy } from "../../test/start-http-proxy.ts";
import { startProxy } from "../proxy/start-proxy.ts";
import { throughProxy } from "./env-proxy.ts";

const trusted = getCACertificates("default");
let mock: Mock;
let folder = "";
let authority = "";

beforeAll(async () => {
  mock = await startMock({ tls: true });
  folder = await mkdtemp(join(tmpdir(), "tls-"));
  authority = join(folder, "authority.pem");
  await writeFile(authority, mock.authority ?? "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  setDefaultCACertificates(trusted);
});
afterAll(async () => {
  await mock.close();
  await rm(folder, { recursive: true });
});

/** What Node.js does with NODE_EXTRA_CA_CERTS when it starts. */
function trustMock(): void {
  setDefaultCACertificates([...trusted, mock.authority ?? ""]);
}

test("a target over TLS is reached through HTTPS_PROXY, and trusted by NODE_EXTRA_CA_CERTS", async () => {
  await using proxy = await startHttpProxy("it's secret");
  const HTTPS_PROXY = proxy.url.replace("//", "//me:it's%20secret@");
  const run = ["management/GetFoundationModel/by-id", "nova-sonic/InvokeModelWithBidirectionalStream/hello"].flatMap(
    (id) => ["--run", id],
  );
  const { code, stdout } = await spawnCli(["--endpoint", mock.url, "--wait", "5", ...run], {
    environment: { HTTPS_PROXY, NODE_EXTRA_CA_CERTS: authority },
  });

  expect(stdout).toMatch(/(\d)\/\1 cases conform/);
  expect(code).toBe(0);
  // The wait, requests over HTTP/1.1, and the session over HTTP/2.
  expect(proxy.tunnels.length).toBeGreaterThanOrEqual(2);
  expect(new Set(proxy.tunnels)).toEqual(new Set([new URL(mock.url).host]));
});

test("who is not trusted, and a proxy that refuses, are told apart", async () => {
  await using proxy = await startHttpProxy("secret");
  const run = ["--endpoint", mock.url, "--run", "management/GetFoundationModel/by-id"];
  const told = async (environment: Record<string, string>) => (await runCli(run, { environment })).stdout;

  expect(await told({})).toContain("Node.js does not trust its certificate; NODE_EXTRA_CA_CERTS=FILE");
  trustMock();
  const { host } = new URL(proxy.url);
  const refused = await told({ HTTPS_PROXY: proxy.url.replace("//", "//me:wrong-password@") });
  expect(refused).toContain(`the proxy ${host} of HTTPS_PROXY refuses a tunnel with status 407`);
  expect(refused).not.toContain("wrong-password");
  expect(await told({ https_proxy: "http://127.0.0.1:1" })).toContain(
    "the proxy 127.0.0.1:1 of HTTPS_PROXY cannot be reached: ECONNREFUSED",
  );
  expect(await told({ https_proxy: "http://127.0.0.1:1", NO_PROXY: "127.0.0.1" })).toContain("1/1 cases conform");
});

test("the proxy that judges clients reaches its upstream through HTTPS_PROXY, too", async () => {
  await using proxy = await startHttpProxy();
  trustMock();
  vi.stubEnv("HTTPS_PROXY", proxy.url);
  const judging = await startProxy({
    ...{ host: "127.0.0.1", port: 0, upstream: mock.url, region: "us-east-1" },
    ...{ isPaid: false, environment: {}, requiresBody: false, reporters: [] },
  });
  const { status } = await fetch(`${judging.url}/foundation-models`);
  await judging.end();
  await judging.close();
  expect([status, proxy.tunnels]).toEqual([200, [new URL(mock.url).host]]);
});

test.each([
  { given: "https://bedrock.example", no: "", want: true },
  { given: "http://bedrock.example", no: "", want: false },
  { given: "https://bedrock.example", no: "*", want: false },
  { given: "https://bedrock.example", no: "other.example, EXAMPLE", want: false },
  { given: "https://bedrock.example", no: ".bedrock.example", want: false },
  { given: "https://bedrock.example", no: "rock.example", want: true },
  { given: "https://bedrock.example:8443", no: "bedrock.example:443", want: true },
  { given: "https://bedrock.example", no: "bedrock.example:443", want: false },
  { given: "https://[::1]:8443", no: "[::1]", want: false },
])("$given goes through a proxy beside NO_PROXY=$no: $want", ({ given, no, want }) => {
  vi.stubEnv("HTTPS_PROXY", "http://127.0.0.1:3128");
  vi.stubEnv("NO_PROXY", no);
  expect(throughProxy(given, false).connect !== undefined).toBe(want);
});
