// Loads one bundle of validators in a process of its own and prints what it measures as JSON.
import { type Body, request, response, wrongRequest, wrongResponse } from "./bodies.ts";

/** Validators under measurement. */
interface Validators {
  is(value: unknown): boolean;
  issues(value: unknown): number;
}

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const MILLISECONDS = Number(process.env.BENCH_MILLISECONDS ?? 60);
const VARIANTS = 16;
const MEGABYTE = 1_000_000;

const heapBefore = heap();
const started = performance.now();
const module: { readonly request: Validators; readonly response: Validators } = await import(String(process.argv[2]));
const load = performance.now() - started;
const heapKilobytes = (heap() - heapBefore) / 1024;

// What is wrong in the middle of a bundle must not look fast.
const cases = {
  request: request(2, 2048),
  response: response(),
  wrongRequest: wrongRequest(2, 2048),
  wrongResponse: wrongResponse(),
};
if (!module.request.is(cases.request) || !module.response.is(cases.response)) throw new Error("refuses a valid body");
if (module.request.issues(cases.wrongRequest) < 3 || module.response.issues(cases.wrongResponse) < 3)
  throw new Error("finds too few faults");

const result = {
  load,
  heapKilobytes,
  request: operations(
    () => request(2, 2048),
    (body) => (module.request.is(body) ? 1 : 0),
  ),
  response: operations(response, (body) => (module.response.is(body) ? 1 : 0)),
  wrongRequest: operations(
    () => wrongRequest(2, 2048),
    (body) => module.request.issues(body),
  ),
  wrongResponse: operations(wrongResponse, (body) => module.response.issues(body)),
  largeRequest: operations(
    () => request(3, MEGABYTE),
    (body) => (module.request.is(body) ? 1 : 0),
  ),
  wrongLargeRequest: operations(
    () => wrongRequest(3, MEGABYTE),
    (body) => module.request.issues(body),
  ),
};
console.log(JSON.stringify(result));

/**
 * Operations per second of processor time, the best of some rounds; several bodies, lest one be taken for a constant.
 */
function operations(make: () => Body, run: (body: Body) => number): number {
  const bodies = Array.from({ length: VARIANTS }, make);
  let found = 0;
  let best = 0;
  let count = 16;
  for (let round = 0; round <= ROUNDS; ) {
    const before = process.cpuUsage();
    for (let index = 0; index < count; index++) found += run(bodies[index % VARIANTS] ?? {});
    const { user, system } = process.cpuUsage(before);
    const milliseconds = (user + system) / 1000;
    if (milliseconds < MILLISECONDS) count *= 2;
    else {
      best = Math.max(best, (count / milliseconds) * 1000);
      round++;
    }
  }
  if (found === 0) throw new Error("nothing was checked");
  return best;
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
