import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from "@aws-sdk/client-bedrock-runtime";
import type { Credentials } from "@bedrock-contract/wire";
import { type AuthenticationOptions, checkedCredentials, checkedToken, provide } from "../http/authentication.ts";
import { checkedUrl, type EndpointOptions } from "../http/endpoint.ts";
import { defaultRegion } from "./default-region.ts";
import { fallBackToHttp1 } from "./http-fallback.ts";

/** How a runtime client reaches Amazon Bedrock. */
export interface RuntimeClientOptions extends EndpointOptions, AuthenticationOptions {
  /** Settings of the AWS SDK's client that go before those above. Default: none. */
  readonly sdk?: BedrockRuntimeClientConfig | undefined;
}

/**
 * Creates the AWS SDK's runtime client with the same options as the management client. What is not given here the AWS
 * SDK finds by itself: the endpoint in `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`, the region in the profile, a bearer key in
 * `AWS_BEARER_TOKEN_BEDROCK`. It speaks HTTP/2, and HTTP/1.1 to an endpoint that does not understand it; call its
 * `destroy` when it is no longer needed.
 */
export function createRuntimeClient(options: RuntimeClientOptions = {}): BedrockRuntimeClient {
  const { endpoint, sdk } = options;
  const given = endpoint ?? process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME ?? process.env.AWS_ENDPOINT_URL;
  const client = new BedrockRuntimeClient({
    region: options.region || defaultRegion({ profile: sdk?.profile, hasEndpoint: Boolean(given ?? sdk?.endpoint) }),
    ...(endpoint === undefined ? {} : { endpoint: checkedUrl(endpoint) }),
    ...authenticationOf(options),
    ...sdk,
  });
  if (sdk?.requestHandler === undefined) {
    fallBackToHttp1(client);
  }
  return client;
}

function authenticationOf({ unsigned, bearerToken, credentials }: AuthenticationOptions): BedrockRuntimeClientConfig {
  if (unsigned === true) {
    return { credentials: PLACEHOLDER, signer: { sign: async (request) => request }, authSchemePreference: [SIGV4] };
  }
  if (bearerToken !== undefined) {
    const token = async () => ({ token: checkedToken(await provide(bearerToken)) });
    return { token, authSchemePreference: [BEARER] };
  }
  return credentials === undefined
    ? {}
    : {
        credentials: async () => checkedCredentials(await provide(credentials)),
        authSchemePreference: [SIGV4],
      };
}

const SIGV4 = "sigv4";
const BEARER = "httpBearerAuth";

/** The AWS SDK looks for credentials even where its signer does not use them. */
const PLACEHOLDER: Credentials = { accessKeyId: "unsigned", secretAccessKey: "unsigned" };
