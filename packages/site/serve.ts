// Shows the site on loopback, once it is built: `pnpm run docs:serve`.
import { startServer } from "./src/static-server.ts";

const { url } = await startServer(Number(process.env.PORT ?? 4173));
console.log(`The documentation: ${url} (Ctrl-C ends it)`);
