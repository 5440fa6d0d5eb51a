import { Worker } from "node:worker_threads";
import { ConformanceError } from "../conformance-error.ts";
import { workerFile } from "../package-file.ts";
import type { CaseResult } from "../result.ts";
import type { Grading } from "../traffic/grade/grading.ts";
import type { JudgeAnswer, JudgeOptions, JudgeTask } from "./judge-worker.ts";

/** Bytes of exchanges that may wait for the judge; further requests wait with them, so that memory stays flat. */
const MOST_WAITING = 64 * 1024 * 1024;

/** What an exchange weighs beside its bodies, twice: headers, and what a message between threads adds. */
const OVERHEAD = 16 * 1024;

/** Judges exchanges in a thread of its own: no frame waits while another exchange is looked at. */
export class Judge {
  readonly #worker: Worker;
  readonly #grading: Grading;
  readonly #sizes: number[] = [];
  #waiting = 0;
  #wakes: (() => void)[] = [];
  /** Results are told one after the other. */
  #told: Promise<void> = Promise.resolve();
  #failure: Error | undefined;

  private constructor(worker: Worker, grading: Grading) {
    this.#worker = worker;
    this.#grading = grading;
  }

  /** Starts a judge. Throws a usage error where the recording cannot be written. */
  static async start(options: JudgeOptions, grading: Grading): Promise<Judge> {
    const worker = new Worker(workerFile("proxy/judge-worker"), { workerData: options });
    const judge = new Judge(worker, grading);
    await new Promise<void>((resolve, reject) => {
      worker.on("error", (error) => {
        judge.#failed(error);
        reject(error);
      });
      worker.on("message", (answer: JudgeAnswer) => {
        if ("ready" in answer) {
          resolve();
        } else if ("failure" in answer) {
          const error = new ConformanceError("usage", answer.failure);
          judge.#failed(error);
          reject(error);
        } else {
          judge.#take(answer);
        }
      });
    });
    return judge;
  }

  /** Resolves when there is room for a further exchange. */
  async room(): Promise<void> {
    while (this.#waiting > MOST_WAITING && this.#failure === undefined) {
      await new Promise<void>((resolve) => this.#wakes.push(resolve));
    }
  }

  add(task: Exclude<JudgeTask, "end">): void {
    const size = task.exchange.request.body.length + task.exchange.response.body.length + OVERHEAD;
    this.#sizes.push(size);
    this.#waiting += size;
    this.#worker.postMessage(task);
  }

  /** Tells a result that is not of an exchange alone. */
  tell(result: CaseResult): void {
    this.#told = this.#told.then(() => this.#grading.add(result)).catch((error: Error) => this.#failed(error));
  }

  /** Resolves when everything is judged, told and recorded. */
  async end(): Promise<void> {
    if (this.#failure === undefined) {
      const ended = new Promise<void>((resolve) => this.#worker.once("exit", () => resolve()));
      this.#worker.postMessage("end" satisfies JudgeTask);
      await ended;
    }
    await this.#told;
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  #take({ result }: Extract<JudgeAnswer, { readonly result: unknown }>): void {
    this.tell(result);
    this.#waiting -= this.#sizes.shift() ?? 0;
    this.#wake();
  }

  #failed(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#wakes.splice(0)) {
      wake();
    }
  }
}
