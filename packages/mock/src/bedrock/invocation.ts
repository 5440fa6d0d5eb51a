/** An asynchronous invocation as GetAsyncInvoke and ListAsyncInvokes show it. */
export interface Invocation {
  readonly invocationArn: string;
  readonly modelArn: string;
  readonly clientRequestToken?: string;
  readonly status: string;
  readonly submitTime: string;
  readonly lastModifiedTime: string;
  readonly endTime?: string;
  readonly outputDataConfig: unknown;
}
