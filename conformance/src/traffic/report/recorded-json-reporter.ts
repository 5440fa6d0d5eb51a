import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { ConformanceError } from "../../conformance-error.ts";
import { defined } from "../../defined.ts";
import { forTerminal } from "../../report/files/terminal.ts";
import type { RecordedReporter } from "./recorded-reporter.ts";

/** Writes the results as JSON, result by result. `results.schema.json` is their schema, as for a run. */
export function createRecordedJsonReporter(file?: string): RecordedReporter {
  const writer = new Writer(file);
  let separator = "";
  return {
    start: async ({ suite, target }) => {
      await writer.open();
      await writer.write(`{\n"suite": ${JSON.stringify(suite)},\n"target": ${JSON.stringify(target)},\n"cases": [`);
    },
    result: async (result) => {
      await writer.write(`${separator}\n${JSON.stringify(result)}`);
      separator = ",";
    },
    end: async ({ summary, stale, unreachable, interrupted, requiresBody }) => {
      const rest = { summary, stale, unreachable, interrupted, ...defined({ requiresBody }) };
      await writer.write(`\n],\n${JSON.stringify(rest, undefined, 2).slice(2)}\n`);
      await writer.close();
    },
  };
}

/** Writes to a file or to the standard output, no faster than it takes the text. */
class Writer {
  readonly #file: string | undefined;
  #stream: WriteStream | NodeJS.WriteStream = process.stdout;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  async open(): Promise<void> {
    if (this.#file !== undefined) {
      const stream = createWriteStream(this.#file);
      this.#stream = stream;
      await this.#waitFor("open");
    }
  }

  async write(text: string): Promise<void> {
    if (!this.#stream.write(this.#file === undefined ? forTerminal(text) : text)) {
      await this.#waitFor("drain");
    }
  }

  async close(): Promise<void> {
    if (this.#file !== undefined) {
      this.#stream.end();
      await this.#waitFor("finish");
    }
  }

  async #waitFor(event: string): Promise<void> {
    try {
      await once(this.#stream, event);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new ConformanceError("usage", `The results cannot be written: ${message}`, { cause: error });
    }
  }
}
