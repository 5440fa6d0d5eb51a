// The built packages on the Node.js that runs this: a call of each client against the mock. No test runner is needed.
import { createManagementClient, createRuntimeClient, invokeModel } from "@bedrock-contract/client";
import { startMock } from "@bedrock-contract/mock";
import { invokeRequest } from "@bedrock-contract/validators/titan-embed-text";

const mock = await startMock();
const { modelSummaries } = await createManagementClient(mock.clientConfig).call("ListFoundationModels", {});
const client = createRuntimeClient(mock.clientConfig);
const { body } = await invokeModel(client, "titan-embed-text", "amazon.titan-embed-text-v2:0", { inputText: "Hello" });
client.destroy();
await mock.close();
if (modelSummaries.length === 0 || body.embedding.length === 0 || !invokeRequest.is({ inputText: "Hello" })) {
  throw new Error("The packages answer otherwise than they should.");
}
console.log(`The packages run on Node.js ${process.version}.`);
