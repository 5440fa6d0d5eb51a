import { X509Certificate } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { makeCertificate, type ServerCertificate } from "../http/make-certificate.ts";
import { namesOf, type StartMockOptions } from "../start-mock.ts";

const FILES: Readonly<Record<keyof ServerCertificate, string>> = {
  key: "server-key.pem",
  certificates: "server.pem",
  authority: "authority.pem",
};

/** The certificate that a folder keeps, so that clients need to trust it once; made anew where it is old or for others. */
export async function keptCertificate(folder: string | true, options: StartMockOptions): Promise<ServerCertificate> {
  const path = folderOf(folder);
  const names = namesOf(options);
  const kept = readKept(path);
  if (kept !== undefined && isGood(kept, names)) {
    return kept;
  }
  const made = await makeCertificate(names);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  for (const [part, file] of Object.entries(FILES)) {
    // What is made has all parts.
    writeFileSync(join(path, file), made[part as keyof ServerCertificate], { mode: 0o600 });
  }
  chmodSync(join(path, FILES.authority), 0o644);
  return made;
}

/** The file with the certificate that clients must trust. */
export function authorityFile(folder: string | true): string {
  return join(folderOf(folder), FILES.authority);
}

function folderOf(folder: string | true): string {
  return folder === true ? join(tmpdir(), `bedrock-mock-${userInfo().uid}`) : resolve(folder);
}

function readKept(folder: string): ServerCertificate | undefined {
  const read = (part: keyof ServerCertificate): string => readFileSync(join(folder, FILES[part]), "utf8");
  return Object.values(FILES).every((file) => existsSync(join(folder, file)))
    ? { key: read("key"), certificates: read("certificates"), authority: read("authority") }
    : undefined;
}

const DAY = 86_400_000;

function isGood({ certificates }: ServerCertificate, names: readonly string[]): boolean {
  try {
    const certificate = new X509Certificate(certificates);
    const isFor = (name: string) => certificate.checkHost(name) ?? certificate.checkIP(name);
    return certificate.validToDate.getTime() > Date.now() + DAY && names.every((name) => isFor(name) !== undefined);
  } catch {
    return false;
  }
}
