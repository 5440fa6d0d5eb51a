// Says in one line which tests of the last `check` were skipped, for want of a browser, a server or a language, say.
import { globSync, readFileSync } from "node:fs";

const skipped = new Map<string, number>();
// In this order: what `test` skips, `test:full` may run.
for (const task of ["test", "test$colon$full", "test$colon$consumer", "third-parties"]) {
  for (const log of globSync(`{.,conformance,packages/*}/.turbo/turbo-${task}.log`).toSorted()) {
    const [place = ""] = log.split(/\/?\.turbo\//);
    const folder = place === "" || place === "." ? "packages/third-parties" : place;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: The colours of a terminal.
    const text = readFileSync(log, "utf8").replaceAll(/\u001b\[[\d;]*m/g, "");
    for (const [, file = "", details = ""] of text.matchAll(/^ *[✓↓] (\S+\.test\.ts) \((.+?)\)/gm)) {
      skipped.set(`${folder}/${file}`, Number(/(\d+) skipped/.exec(details)?.[1] ?? 0));
    }
  }
}
const told = [...skipped].filter(([, count]) => count > 0).map(([file, count]) => `${count} of ${file}`);
console.log(told.length === 0 ? "No test was skipped." : `Skipped tests: ${told.join(", ")}.`);
