import { DEFAULT_REGION } from "../request/authenticate.ts";
import type { StartMockOptions } from "../start-mock.ts";
import { authorityFile } from "./kept-certificate.ts";
import type { CliOptions } from "./options.ts";

/** The lines for a shell that lead AWS SDKs, and clients of OpenAI, to a mock. */
export function environmentOf(cli: CliOptions, options: StartMockOptions): string {
  const { port, host, tls, bearer, credentials, region = DEFAULT_REGION, apiKey = "any" } = cli;
  if (port === 0) {
    throw new Error("--print-env needs a --port other than 0, to say where the mock will be");
  }
  const isEncrypted = tls !== undefined && tls !== false;
  const name = ANY_ADDRESS.has(host) ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  const url = `${isEncrypted ? "https" : "http"}://${name}:${port}`;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials ?? ANY_CREDENTIALS;
  const path = (options.gatewayBasePath ?? "/api/v1").replace(/^\/*/, "/");
  const variables = {
    AWS_ENDPOINT_URL_BEDROCK: url,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
    // litellm reads no other.
    AWS_BEDROCK_RUNTIME_ENDPOINT: url,
    AWS_REGION: region,
    ...(bearer !== undefined && credentials === undefined
      ? { AWS_BEARER_TOKEN_BEDROCK: bearer }
      : {
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
        }),
    OPENAI_BASE_URL: `${url}${path}`,
    OPENAI_API_KEY: apiKey,
    ...(isEncrypted && trusting(authorityFile(tls))),
  };
  return Object.entries(variables)
    .map(([variable, value]) => `export ${variable}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}

/** Addresses to listen at, by which nothing is called. */
const ANY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

const ANY_CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: undefined };

/** What Python and the AWS CLI, Node.js, and Go, Rust and curl read a certificate from. */
function trusting(file: string): Readonly<Record<string, string>> {
  return { AWS_CA_BUNDLE: file, NODE_EXTRA_CA_CERTS: file, SSL_CERT_FILE: file };
}
