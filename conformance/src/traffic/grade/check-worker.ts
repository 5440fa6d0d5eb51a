import { parentPort, workerData } from "node:worker_threads";
import { Tally, type TallyData } from "../report/tally.ts";
import { type GradeFilesOptions, gradeFile, MalformedPlaces } from "./grade-file.ts";

/** What came of one file: its counts, and what could not be read. */
export type FileAnswer =
  | { readonly tally: TallyData; readonly malformed: Pick<MalformedPlaces, "first" | "count"> }
  | { readonly failure: { readonly message: string; readonly code: string | undefined } };

const port = parentPort;
if (port === null) {
  throw new Error("This file runs as a worker of `check`.");
}
const options: GradeFilesOptions = workerData;

port.on("message", async (file: string) => port.postMessage(await answerTo(file)));

async function answerTo(file: string): Promise<FileAnswer> {
  const tally = new Tally();
  const malformed = new MalformedPlaces();
  try {
    for await (const result of gradeFile(file, options, malformed)) {
      tally.add(result);
    }
    return { tally: tally.toJSON(), malformed: { first: malformed.first, count: malformed.count } };
  } catch (error) {
    const { message, code } = Object(error);
    return { failure: { message: String(message ?? error), code } };
  }
}
