import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import type { Peer } from "./peer.ts";

/** https://ajv.js.org, compiled ahead of time, all errors */
export const ajv: Peer = {
  name: "Ajv standalone",
  source(schemas, request, response) {
    const compiler = new Ajv2020({
      allErrors: true,
      code: { source: true, esm: true },
      strict: false,
      validateSchema: false,
    });
    for (const [name, schema] of schemas) compiler.addSchema({ ...schema, $id: name }, name);
    const code = standalone.default(compiler, { checkRequest: request, checkResponse: response });
    return `${code}
const peer = (check) => ({ is: (value) => check(value), issues: (value) => (check(value) ? 0 : check.errors.length) });
export const request = peer(checkRequest), response = peer(checkResponse);`;
  },
};
