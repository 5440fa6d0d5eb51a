import { generateKeyPairSync, randomBytes } from "node:crypto";
import { isIP } from "node:net";

/** A certificate that a server shows, with its key, and the one that clients must trust. All are in PEM. */
export interface ServerCertificate {
  readonly key: string;
  /** The certificate of the server, and the one that has signed it. */
  readonly certificates: string;
  /** The certificate that clients must trust. */
  readonly authority: string;
}

/** The days for which a certificate is good; some clients refuse more than 825. */
const DAYS = 365;

/** Makes the certificate of a server that is called by these names and addresses, signed by an authority of its own. */
export async function makeCertificate(names: readonly string[]): Promise<ServerCertificate> {
  const { default: forge } = await import("node-forge");
  const { pki } = forge;
  const keys = () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return {
      private: pki.privateKeyFromPem(privateKey.export({ type: "pkcs1", format: "pem" }).toString()),
      public: pki.publicKeyFromPem(publicKey.export({ type: "spki", format: "pem" }).toString()),
    };
  };
  const [own, ofAuthority] = [keys(), keys()];
  const start = new Date(Date.now() - 60_000);
  const certificate = (name: string, publicKey: typeof own.public, extensions: object[]) => {
    const made = pki.createCertificate();
    made.publicKey = publicKey;
    made.serialNumber = serialNumber(randomBytes(16));
    made.validity.notBefore = start;
    made.validity.notAfter = new Date(start.getTime() + DAYS * 86_400_000);
    made.setSubject([{ name: "commonName", value: name }]);
    made.setIssuer([{ name: "commonName", value: AUTHORITY }]);
    made.setExtensions(extensions);
    made.sign(ofAuthority.private, forge.md.sha256.create());
    return pki.certificateToPem(made);
  };
  const authority = certificate(AUTHORITY, ofAuthority.public, [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ]);
  const altNames = names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name }));
  const server = certificate("bedrock-mock", own.public, [
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames },
    {
      name: "authorityKeyIdentifier",
      keyIdentifier: pki.getPublicKeyFingerprint(ofAuthority.public, { type: "RSAPublicKey" }).getBytes(),
    },
  ]);
  return { key: pki.privateKeyToPem(own.private), certificates: `${server}${authority}`, authority };
}

const AUTHORITY = "bedrock-mock authority";

/** A serial number in hexadecimal: positive, and without a leading byte of zeros, which TLS refuses. */
export function serialNumber([first = 0, ...rest]: Uint8Array): string {
  return Buffer.from([0x40 | (first & 0x3f), ...rest]).toString("hex");
}
