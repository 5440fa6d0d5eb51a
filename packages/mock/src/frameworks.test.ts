import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type Message,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Mock, startMock } from "./index.ts";

const CLAUDE = "us.anthropic.claude-sonnet-4-6";
const region = "us-east-1";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ credentials, chunkDelayMs: 0 });
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

describe("the AWS SDK for JavaScript", () => {
  let client: BedrockRuntimeClient;

  beforeAll(() => {
    client = new BedrockRuntimeClient({ endpoint: mock.url, region, credentials });
  });
  afterAll(() => client.destroy());

  const toolConfig: ConverseCommandInput["toolConfig"] = {
    tools: [
      {
        toolSpec: {
          name: "get_weather",
          inputSchema: { json: { type: "object", required: ["city"], properties: { city: { type: "string" } } } },
        },
      },
    ],
  };

  test("holds a conversation with a tool", async () => {
    const messages: Message[] = [{ role: "user", content: [{ text: "Is it raining in Brest?" }] }];
    const { output, stopReason } = await client.send(new ConverseCommand({ modelId: CLAUDE, messages, toolConfig }));
    expect(stopReason).toBe("tool_use");
    const call = output?.message?.content?.[0]?.toolUse;
    expect(call).toMatchObject({ name: "get_weather", input: { city: expect.any(String) } });
    if (output?.message === undefined || call === undefined) {
      throw new Error("no call");
    }
    const toolResult = { toolUseId: call.toolUseId, content: [{ text: "It is." }] };
    messages.push(output.message, { role: "user", content: [{ toolResult }] });
    const after = await client.send(new ConverseCommand({ modelId: CLAUDE, messages, toolConfig }));
    expect(after).toMatchObject({ stopReason: "end_turn", usage: { totalTokens: expect.any(Number) } });
  });

  test("streams text, reasoning and calls", async () => {
    const { stream = [] } = await client.send(
      new ConverseStreamCommand({
        modelId: CLAUDE,
        messages: [{ role: "user", content: [{ text: "Is it raining in Brest?" }] }],
        toolConfig,
        additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 1024 } },
      }),
    );
    const names = new Set<string>();
    let input = "";
    for await (const event of stream) {
      names.add(Object.keys(event)[0] ?? "");
      input += event.contentBlockDelta?.delta?.toolUse?.input ?? "";
    }
    expect([...names]).toEqual([
      ...["messageStart", "contentBlockDelta", "contentBlockStop", "contentBlockStart", "messageStop", "metadata"],
    ]);
    expect(JSON.parse(input)).toEqual({ city: expect.any(String) });
  });

  test("throws the exception of a stream", async () => {
    mock.respond({ error: { type: "ServiceUnavailableException", message: "Later.", after: 2 } });
    const messages: Message[] = [{ role: "user", content: [{ text: "Hello" }] }];
    const { stream = [] } = await client.send(new ConverseStreamCommand({ modelId: CLAUDE, messages }));
    const reading = (async () => {
      for await (const event of stream) {
        expect(Object.keys(event)).toHaveLength(1);
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: "ServiceUnavailableException", message: "Later." });
  });
});

/** A script of Python, with the mock's URL as its argument; it prints JSON. */
async function python(script: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)("python3", ["-c", script, mock.url], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    timeout: 60_000,
  });
  return JSON.parse(stdout);
}

function hasModule(name: string): Promise<boolean> {
  return promisify(execFile)("python3", ["-c", `import ${name}`]).then(
    () => true,
    () => false,
  );
}

const BOTO3 = `
import boto3, json, sys
from botocore.config import Config
client = boto3.client("bedrock-runtime", endpoint_url=sys.argv[1], region_name="us-east-1",
    aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret", config=Config(retries={"max_attempts": 1}))
messages = [{"role": "user", "content": [{"text": "Is it raining?"}]}]
tools = {"tools": [{"toolSpec": {"name": "look", "inputSchema": {"json": {"type": "object"}}}}]}
model = "us.anthropic.claude-sonnet-4-6"
whole = client.converse(modelId=model, messages=messages)
events = list(client.converse_stream(modelId=model, messages=messages)["stream"])
text = "".join(e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e)
call = client.converse(modelId=model, messages=messages, toolConfig=tools)
count = client.count_tokens(modelId="anthropic.claude-sonnet-4-6", input={"converse": {"messages": messages}})
guard = client.apply_guardrail(guardrailIdentifier="g1", guardrailVersion="1", source="INPUT",
    content=[{"text": {"text": "Hello"}}])
body = json.dumps({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 500,
    "messages": [{"role": "user", "content": "Is it raining?"}]})
message = json.loads(client.invoke_model(modelId=model, body=body)["body"].read())
chunks = [json.loads(e["chunk"]["bytes"]) for e in client.invoke_model_with_response_stream(modelId=model, body=body)["body"]]
said = "".join(c["delta"]["text"] for c in chunks if c["type"] == "content_block_delta")
video = {"taskType": "TEXT_VIDEO", "textToVideoParams": {"text": "Waves."},
    "videoGenerationConfig": {"durationSeconds": 6, "fps": 24, "dimension": "1280x720"}}
started = client.start_async_invoke(modelId="amazon.nova-reel-v1:1", modelInput=video,
    outputDataConfig={"s3OutputDataConfig": {"s3Uri": "s3://amzn-s3-demo-bucket/videos"}})
found = client.get_async_invoke(invocationArn=started["invocationArn"])
try:
    client.converse(modelId="no-such-model", messages=messages)
except client.exceptions.ValidationException as error:
    refused = error.response["Error"]["Message"]
print(json.dumps({
    "agrees": whole["output"]["message"]["content"][0]["text"] == text == message["content"][0]["text"] == said, "stop": call["stopReason"],
    "counts": whole["usage"]["inputTokens"] == count["inputTokens"], "guard": guard["action"],
    "status": found["status"], "refused": refused, "events": len(events) > 5}))
`;
const LANGCHAIN = `
import json, os, sys
os.environ.update(AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY="secret", AWS_ENDPOINT_URL_BEDROCK_RUNTIME=sys.argv[1])
from langchain_aws import ChatBedrock, ChatBedrockConverse
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
@tool
def get_weather(city: str) -> str:
    "The weather in a city."
    return "It rains."
asked = [HumanMessage("Is it raining in Brest?")]
model = "us.anthropic.claude-sonnet-4-6"
def tried(chat):
    called = chat.bind_tools([get_weather]).invoke(asked)
    result = ToolMessage("It is.", tool_call_id=called.tool_calls[0]["id"])
    after = chat.bind_tools([get_weather]).invoke([*asked, called, result])
    said = "".join(piece.text() if callable(piece.text) else piece.text for piece in chat.stream(asked))
    whole = chat.invoke(asked)
    return {"called": called.tool_calls[0]["name"], "over": after.tool_calls == [],
        "agrees": said == (whole.text() if callable(whole.text) else whole.text)}
print(json.dumps([tried(ChatBedrock(model=model, region_name="us-east-1", beta_use_converse_api=False)),
    tried(ChatBedrockConverse(model=model, region_name="us-east-1"))]))
`;

const STRANDS = `
import json, os, sys
os.environ.update(AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY="secret", AWS_ENDPOINT_URL_BEDROCK_RUNTIME=sys.argv[1])
from strands import Agent, tool
from strands.models import BedrockModel
seen = []
@tool
def get_weather(city: str) -> str:
    "The weather in a city."
    seen.append(city)
    return "It rains."
model = BedrockModel(model_id="us.anthropic.claude-sonnet-4-6", region_name="us-east-1")
result = Agent(model=model, tools=[get_weather], callback_handler=None)("Is it raining in Brest?")
print(json.dumps({"calls": len(seen), "stop": result.stop_reason}))
`;

const TRIED = { called: "get_weather", over: true, agrees: true };

const scripts = [
  {
    module: "boto3",
    script: BOTO3,
    want: {
      ...{ agrees: true, stop: "tool_use", counts: true, guard: "NONE", status: "InProgress", events: true },
      refused: "The provided model identifier is invalid.",
    },
  },
  { module: "langchain_aws", script: LANGCHAIN, want: [TRIED, TRIED] },
  { module: "strands", script: STRANDS, want: { calls: 1, stop: "end_turn" } },
];

for (const { module, script, want } of scripts) {
  const isHere = await hasModule(module);
  const note = isHere ? "" : ` (skipped: python3 with ${module} is not here)`;
  test.skipIf(!isHere)(`${module} of Python gets what it asks for${note}`, async () => {
    expect(await python(script)).toEqual(want);
  });
}
