/**
 * The packages that bring Node.js say for which system they are in a string, where npm has lists: made lists, so that
 * pnpm installs the one that fits and no other.
 */
export const hooks = {
  readPackage(manifest) {
    return manifest.name?.startsWith("node-") && typeof manifest.os === "string"
      ? { ...manifest, os: [manifest.os], cpu: [manifest.cpu] }
      : manifest;
  },
};
