import type { ManagementResponse } from "@bedrock-contract/types";
import { expectTypeOf } from "vitest";
import type { ManagementClient } from "./management-client.ts";
import type { PaginatedOperation } from "./management-types.ts";
import { paginate } from "./paginate.ts";
import { waitUntil } from "./wait-until.ts";

declare const client: ManagementClient;

// An input is needed only where something in it is required.
expectTypeOf(client.call("ListFoundationModels")).resolves.toEqualTypeOf<ManagementResponse<"ListFoundationModels">>();
// @ts-expect-error: modelIdentifier is required
client.call("GetFoundationModel");
// @ts-expect-error: modelIdentifier is required
client.call("GetFoundationModel", {});
// @ts-expect-error: no such parameter
client.call("GetFoundationModel", { modelIdentifier: "x", modelId: "x" });
// @ts-expect-error: no such operation
client.call("DeleteEverything");

// Parameters and the body's members stand side by side.
client.call("CreateProvisionedModelThroughput", { modelUnits: 1, provisionedModelName: "units", modelId: "x" });
// @ts-expect-error: modelUnits is a number
client.call("CreateProvisionedModelThroughput", { modelUnits: "1", provisionedModelName: "units", modelId: "x" });
client.call("ListCustomModels", { maxResults: 5 }, { signal: AbortSignal.timeout(5) });

// The status decides which body a response has, and which exceptions it may stand for.
const answer = await client.send("GetFoundationModel", { modelIdentifier: "x" });
expectTypeOf(answer.status).toEqualTypeOf<200 | 400 | 403 | 404 | 429 | 500>();
if (answer.ok) {
  expectTypeOf(answer.status).toEqualTypeOf<200>();
  expectTypeOf(answer.body).toEqualTypeOf<ManagementResponse<"GetFoundationModel">>();
} else if (answer.status === 404) {
  expectTypeOf<"ResourceNotFoundException">().toExtend<typeof answer.errorType>();
  expectTypeOf(answer.body.message).toExtend<string | undefined>();
}

// Only operations with pages can be paginated, and their items are typed.
expectTypeOf<"ListCustomModels">().toExtend<PaginatedOperation>();
expectTypeOf<"ListFoundationModels">().not.toExtend<PaginatedOperation>();
for await (const job of paginate(client, "ListModelCustomizationJobs", { statusEquals: "Completed" })) {
  expectTypeOf(job.jobArn).toEqualTypeOf<string>();
}
for await (const page of paginate(client, "ListCustomModels").pages()) {
  expectTypeOf(page).toEqualTypeOf<ManagementResponse<"ListCustomModels">>();
}

// The openapi-fetch client is typed by path.
const { data, error } = await client.http.GET("/foundation-models/{modelIdentifier}", {
  params: { path: { modelIdentifier: "x" } },
});
expectTypeOf(data).toEqualTypeOf<ManagementResponse<"GetFoundationModel"> | undefined>();
expectTypeOf(error?.message).toExtend<string | undefined>();
// @ts-expect-error: no such path
client.http.GET("/everything");
// @ts-expect-error: the label needs a value
client.http.GET("/foundation-models/{modelIdentifier}");
client.http.GET("/custom-models", { params: { query: { maxResults: 5 } }, signal: AbortSignal.timeout(5) });
const created = await client.http.POST("/provisioned-model-throughput", {
  body: { modelUnits: 1, provisionedModelName: "units", modelId: "x" },
});
expectTypeOf(created.data?.provisionedModelArn).toEqualTypeOf<string | undefined>();

// Only operations that show states can be waited for, in states that are ends.
expectTypeOf(waitUntil(client, "GetModelCustomizationJob", { jobIdentifier: "x" })).resolves.toEqualTypeOf<
  ManagementResponse<"GetModelCustomizationJob">
>();
waitUntil(client, "GetModelCustomizationJob", { jobIdentifier: "x" }, { until: ["Stopped", "Failed"] });
// @ts-expect-error: a job does not stay in progress
waitUntil(client, "GetModelCustomizationJob", { jobIdentifier: "x" }, { until: ["InProgress"] });
// @ts-expect-error: jobIdentifier is required
waitUntil(client, "GetModelCustomizationJob", {});
// @ts-expect-error: a foundation model has no states
waitUntil(client, "GetFoundationModel", { modelIdentifier: "x" });
