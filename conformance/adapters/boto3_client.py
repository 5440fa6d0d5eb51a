"""boto3: python adapters/boto3_client.py"""

import json
import sys

import boto3
from botocore.exceptions import ClientError


def answer(call):
    client = boto3.client("bedrock-runtime", endpoint_url=call["endpoint"], region_name=call["region"])
    operation, model, given = call["operation"], call["modelId"], call["input"]
    body = json.dumps(given)
    try:
        if operation == "Converse":
            response = client.converse(modelId=model, **given)
            content = response.get("output", {}).get("message", {}).get("content", [])
            calls = [block["toolUse"] for block in content if "toolUse" in block]
            return {"text": "".join(block.get("text", "") for block in content), "toolCalls": calls, "response": response}
        if operation == "ConverseStream":
            return streamed(client.converse_stream(modelId=model, **given)["stream"])
        kind = "application/json"
        if operation == "InvokeModel":
            response = json.loads(client.invoke_model(modelId=model, body=body, contentType=kind)["body"].read())
            content = response["content"]
            calls = [{"name": block["name"], "input": block["input"]} for block in content if block["type"] == "tool_use"]
            return {"text": "".join(block.get("text", "") for block in content), "toolCalls": calls, "response": response}
        stream = client.invoke_model_with_response_stream(modelId=model, body=body, contentType=kind)["body"]
        return chunked([json.loads(event["chunk"]["bytes"]) for event in stream if "chunk" in event])
    finally:
        client.close()


def streamed(stream):
    text, calls = "", []
    for event in stream:
        start = event.get("contentBlockStart", {}).get("start", {})
        delta = event.get("contentBlockDelta", {}).get("delta", {})
        if "toolUse" in start:
            calls.append({"name": start["toolUse"]["name"], "input": ""})
        if "toolUse" in delta:
            calls[-1]["input"] += delta["toolUse"]["input"]
        text += delta.get("text", "")
    return {"text": text, "toolCalls": [{**call, "input": json.loads(call["input"])} for call in calls]}


def chunked(chunks):
    deltas = [chunk.get("delta", {}) for chunk in chunks]
    blocks = [chunk.get("content_block", {}) for chunk in chunks]
    names = [block["name"] for block in blocks if block.get("type") == "tool_use"]
    given = "".join(delta.get("partial_json", "") for delta in deltas)
    return {
        "text": "".join(delta.get("text", "") for delta in deltas),
        "toolCalls": [{"name": name, "input": json.loads(given)} for name in names],
    }


for line in sys.stdin:
    asked = json.loads(line)
    try:
        seen = answer(asked["call"])
    except ClientError as error:
        seen = {"error": {"name": error.response["Error"]["Code"], "message": str(error)}}
    except Exception as error:
        seen = {"error": {"name": type(error).__name__, "message": str(error)}}
    print(json.dumps({"case": asked["case"], **seen}, default=str), flush=True)
