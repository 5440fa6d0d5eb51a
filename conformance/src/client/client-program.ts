import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { ConformanceError } from "../conformance-error.ts";

/** What a client says that it saw; `client-contract.schema.json` describes it. */
export interface ClientAnswer {
  readonly case: string;
  /** Why it does not make such calls; then nothing is judged. */
  readonly unsupported?: string;
  readonly text?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[];
  readonly error?: { readonly name: string; readonly message?: string };
  /** The whole response, as the client shows it. */
  readonly response?: unknown;
}

/** A program that makes a call for each line that it reads, and says in a line what it saw. */
export class ClientProgram {
  readonly #child: ChildProcess;
  readonly #answers = new Map<string, (answer: ClientAnswer) => void>();
  #ended: string | undefined;
  readonly #whenEnded: Promise<string>;

  constructor([command = "", ...flags]: readonly string[], environment: Readonly<Record<string, string | undefined>>) {
    const child = spawn(command, flags, { env: environment, stdio: ["pipe", "pipe", "inherit"] });
    this.#child = child;
    // A program that has ended takes no more lines.
    this.#stdin.on("error", () => undefined);
    this.#whenEnded = new Promise((resolve) => {
      const end = (reason: string): void => {
        this.#ended ??= reason;
        resolve(this.#ended);
      };
      child.once("error", (error) => end(`${command} cannot be started: ${error.message}`));
      child.once("close", (code, signal) => end(`the program ended with ${signal ?? `exit code ${code}`}`));
    });
    createInterface({ input: child.stdout as Readable }).on("line", (line) => this.#read(line)); // It is piped.
  }

  get #stdin(): Writable {
    return this.#child.stdin as Writable; // It is piped.
  }

  /** Asks the client for one call. Where it does not answer in time, the result says why. */
  async ask(call: { readonly case: string }, timeoutMs: number): Promise<ClientAnswer | { readonly silent: string }> {
    if (this.#ended !== undefined) {
      return { silent: this.#ended };
    }
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<ClientAnswer>((resolve) => this.#answers.set(call.case, resolve));
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`no response within ${timeoutMs} ms`), timeoutMs);
    });
    this.#stdin.write(`${JSON.stringify(call)}\n`);
    const answer = await Promise.race([answered, late, this.#whenEnded]);
    clearTimeout(timer);
    this.#answers.delete(call.case);
    return typeof answer === "string" ? { silent: answer } : answer;
  }

  /** Throws a usage error where the program could not be started. */
  async check(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#ended?.includes("cannot be started")) {
      throw new ConformanceError("usage", this.#ended);
    }
  }

  /** Ends the program. */
  async end(): Promise<void> {
    this.#stdin.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 3_000);
    await this.#whenEnded;
    clearTimeout(timer);
  }

  /** What is no answer is what the program has to say besides. */
  #read(line: string): void {
    let answer: unknown;
    try {
      answer = JSON.parse(line);
    } catch {
      // It is told below.
    }
    const { case: name } = Object(answer);
    const resolve = typeof name === "string" ? this.#answers.get(name) : undefined;
    if (resolve === undefined) {
      process.stderr.write(`${line}\n`);
    } else {
      resolve(answer as ClientAnswer); // Whatever else it says is judged.
    }
  }
}
