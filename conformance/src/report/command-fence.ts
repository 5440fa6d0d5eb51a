import { randomUUID } from "node:crypto";

/**
 * Between its beginning and its end the runner of GitHub Actions takes no line for a command: a report shows what
 * others wrote.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#stopping-and-starting-workflow-commands
 */
export class CommandFence {
  readonly #write: (text: string) => void;
  /** Nobody else can know the word that ends it. */
  readonly #token = randomUUID();
  #isOpen = false;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  open(): void {
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#write(`::stop-commands::${this.#token}\n`);
    }
  }

  close(): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#write(`::${this.#token}::\n`);
    }
  }
}
