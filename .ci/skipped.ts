// Says in one line which tests of the last `check` were skipped, for want of a browser, a server or a language, say.
import { globSync, readFileSync } from "node:fs";

const skipped = new Map<string, number>();
for (const task of ["test", "test$colon$full", "test$colon$consumer", "third-parties"]) {
  for (const log of globSync(`{.,conformance,packages/*}/.turbo/turbo-${task}.log`).toSorted()) {
    const [place = ""] = log.split(/\/?\.turbo\//);
    const folder = place === "" || place === "." ? "packages/third-parties" : place;
    for (const [, count, file = ""] of readFileSync(log, "utf8").matchAll(/^skipped: (\d+) of (\S+)$/gm)) {
      const name = `${folder}/${file}`;
      skipped.set(name, (skipped.get(name) ?? 0) + Number(count));
    }
  }
}
const told = [...skipped].map(([file, count]) => `${count} of ${file}`);
console.log(told.length === 0 ? "No test was skipped." : `Skipped tests: ${told.join(", ")}.`);
