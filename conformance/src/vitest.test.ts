import { describeConformance } from "./vitest.ts";

// Each selected case becomes a test of its own: these are their tests.
describeConformance("mock", { run: ["management/GetFoundationModel", "openai-completion/InvokeModel"] });
describeConformance("prism", { run: ["management/GetFoundationModel/{by-id,throttled}"] });
