import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { isFull } from "../../../.some-of.ts";
import { type Mock, startMock } from "./start-mock.ts";

const page = readFileSync(new URL("../docs/languages.md", import.meta.url), "utf8");
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, text = ""]) => text);

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>page</groupId><artifactId>page</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies><dependency>
    <groupId>software.amazon.awssdk</groupId><artifactId>bedrockruntime</artifactId><version>2.40.0</version>
  </dependency></dependencies>
</project>
`;
const CARGO = `[package]
name = "page"
version = "0.1.0"
edition = "2021"
[dependencies]
aws-config = "1"
aws-sdk-bedrockruntime = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
ureq = "3"
`;
const GO_MODULES = ["config@v1.33.18", "service/bedrockruntime@v1.63.13"].map(
  (name) => `github.com/aws/aws-sdk-go-v2/${name}`,
);

/** How the first program of a language is run, and by what one knows that it can be. */
const LANGUAGES = [
  { name: "python", file: "main.py", probe: ["python3", "-c", "import boto3"], files: {}, run: ["python3 main.py"] },
  {
    name: "go",
    file: "main.go",
    probe: ["go", "version"],
    files: {},
    // The SDK compiles in two thirds of the time where nothing is made faster.
    run: [
      "go mod init page",
      `go get ${GO_MODULES.join(" ")}`,
      "go mod tidy",
      "CGO_ENABLED=0 go run -gcflags='all=-N -l' -ldflags='-s -w' .",
    ],
  },
  {
    name: "java",
    file: "src/main/java/Main.java",
    probe: ["mvn", "--version"],
    files: { "pom.xml": POM },
    run: ["mvn --quiet --batch-mode package exec:java -Dexec.mainClass=Main"],
  },
  {
    name: "rust",
    file: "src/main.rs",
    // The SDK for Rust compiles for minutes: only where it is asked for.
    probe: process.env.RUST === "1" ? ["cargo", "--version"] : ["false"],
    files: { "Cargo.toml": CARGO },
    run: ["cargo run --quiet"],
  },
];

describe("the page for other languages", () => {
  test.each(LANGUAGES)("has a program in $name that does all five things", ({ name }) => {
    const [program = ""] = blocks(name);
    for (const part of ["/responses", "/requests", "Hello", "ThrottlingException", `${name}: as expected`]) {
      expect(program.toLowerCase().replaceAll("_", "")).toContain(part.toLowerCase().replaceAll("_", ""));
    }
  });

  test("has YAML and links that are whole", () => {
    expect(blocks("yaml").length).toBeGreaterThan(2);
    for (const text of blocks("yaml")) {
      expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
    }
    for (const [, link = ""] of page.matchAll(/\]\((?!https:)([^)#]+)\)/g)) {
      expect(existsSync(new URL(`../docs/${link}`, import.meta.url)), link).toBe(true);
    }
  });
});

// They install SDKs.
describe.runIf(isFull)("the programs of the page", { tags: "longer" }, () => {
  let mock: Mock;
  let folder: string;

  beforeAll(async () => {
    mock = await startMock({ chunkDelayMs: 0 });
    folder = mkdtempSync(join(tmpdir(), "languages-"));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await mock.close();
  });

  for (const { name, file, probe, files, run } of LANGUAGES) {
    const [command = "", ...args] = probe;
    const isThere = spawnSync(command, args).status === 0;
    test.skipIf(!isThere)(
      `${name} runs (skipped without it or its SDK; Rust also without RUST=1)`,
      { timeout: 1_200_000 },
      async () => {
        const work = join(folder, name);
        for (const [path, text] of Object.entries({ ...files, [file]: blocks(name)[0] ?? "" })) {
          mkdirSync(dirname(join(work, path)), { recursive: true });
          writeFileSync(join(work, path), text);
        }
        const env = {
          ...process.env,
          AWS_ENDPOINT_URL_BEDROCK_RUNTIME: mock.url,
          AWS_REGION: "us-east-1",
          AWS_DEFAULT_REGION: "us-east-1",
          AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
          AWS_SECRET_ACCESS_KEY: "secret",
        };
        const said = await promisify(execFile)("sh", ["-ec", run.join("\n")], {
          cwd: work,
          env,
          maxBuffer: 20_000_000,
        });
        expect(said.stdout).toContain(`${name}: as expected`);
        expect(mock.requests.map(({ operation }) => operation)).toEqual(["Converse", "ConverseStream", "Converse"]);
      },
    );
  }
});

test("the image names its user by a number, without which Kubernetes takes it for root", () => {
  const dockerfile = readFileSync(new URL("../Dockerfile", import.meta.url), "utf8");
  expect(page).toContain("runAsNonRoot: true");
  expect(dockerfile).toMatch(/^USER [1-9]\d*:\d+$/m);
});
