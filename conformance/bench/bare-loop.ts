// The floor: sends prepared requests over kept-alive connections and compares nothing but the status.
import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { reportMemory } from "./memory.ts";
import type { PreparedRequest } from "./prepared-request.ts";

enableCompileCache();
const { Pool } = await import("undici");

const [file = "", url = ""] = process.argv.slice(2);
const requests: readonly PreparedRequest[] = JSON.parse(readFileSync(file, "utf8"));
const pool = new Pool(url, { connections: 8 });
let wrong = 0;
let next = 0;
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { statuses, ...options } = request;
      const { statusCode, body } = await pool.request(options);
      await body.text();
      if (!statuses.includes(statusCode)) wrong += 1;
    }
  }),
);
await pool.close();
console.log(`${requests.length - wrong} of ${requests.length}`);
if (wrong > 0) process.exitCode = 1;
reportMemory();
