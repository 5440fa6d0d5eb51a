import type { Readable } from "node:stream";
import { ConformanceError } from "../../conformance-error.ts";

/** What is used of `@aws-sdk/client-s3`, an optional peer. */
interface S3Module {
  readonly S3Client: new (options: object) => { send(command: object): Promise<unknown> };
  readonly GetObjectCommand: new (input: object) => object;
  readonly ListObjectsV2Command: new (input: object) => object;
}

/** The objects under `s3://bucket/prefix`: one of exactly that name alone, else all below it. */
export async function listObjects(address: string): Promise<readonly string[]> {
  const { Bucket, Key: Prefix } = partsOf(address);
  const { client, module } = await s3(address);
  const found: string[] = [];
  let ContinuationToken: unknown;
  do {
    const command = new module.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken });
    const page = Object(await client.send(command).catch(inWords(address)));
    found.push(...(page.Contents ?? []).map(({ Key }: { readonly Key: string }) => `s3://${Bucket}/${Key}`));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  if (found.length === 0) {
    throw new ConformanceError("usage", `${address} holds no object.`);
  }
  return found.includes(address) ? [address] : found;
}

/** Opens an object. */
export async function openObject(address: string): Promise<Readable> {
  const { client, module } = await s3(address);
  const answer = await client.send(new module.GetObjectCommand(partsOf(address)));
  return Object(answer).Body;
}

function partsOf(address: string): { readonly Bucket: string; readonly Key: string } {
  const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? [];
  return { Bucket, Key };
}

let opened: Promise<{ readonly client: InstanceType<S3Module["S3Client"]>; readonly module: S3Module }> | undefined;

/** The region and the credentials are those of the SDK's own chain. */
async function s3(address: string): Promise<Awaited<NonNullable<typeof opened>>> {
  opened ??= load(address);
  return opened;
}

async function load(address: string): Promise<Awaited<NonNullable<typeof opened>>> {
  // The name in a variable: who compiles this need not have the package.
  const name = "@aws-sdk/client-s3";
  try {
    const module: S3Module = await import(name);
    return { module, client: new module.S3Client({ followRegionRedirects: true }) };
  } catch (cause) {
    throw new ConformanceError(
      "usage",
      `${address} needs ${name}, which is not installed. Run: npm install ${name}; or: aws s3 cp ${address} - | bedrock-conformance check -`,
      { cause },
    );
  }
}

function inWords(address: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new ConformanceError("usage", `${address} cannot be read: ${reason}`, { cause: error });
  };
}
