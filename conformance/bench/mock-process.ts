import { startMock } from "@bedrock-contract/mock";

const { url } = await startMock();
console.log(url);
