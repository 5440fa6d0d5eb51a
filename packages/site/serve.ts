// Shows the site on loopback, once it is built: `pnpm run docs:serve`.
import { existsSync } from "node:fs";
import { SITE, startServer } from "./src/static-server.ts";

if (existsSync(SITE)) {
  const { url } = await startServer(Number(process.env.PORT ?? 4173));
  console.log(`The documentation: ${url} (Ctrl-C ends it)`);
} else {
  console.error("The site is not built: `pnpm run docs` builds it.");
  process.exitCode = 2;
}
