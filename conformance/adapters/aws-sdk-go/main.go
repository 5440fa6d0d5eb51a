// The AWS SDK for Go: go run .
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/aws/smithy-go"
)

type call struct {
	Operation, ModelID, Endpoint, Region string
	Input                                json.RawMessage
}

type toolCall struct {
	Name  string          `json:"name"`
	Input json.RawMessage `json:"input"`
}

type block struct {
	Type, Text, Name string
	Input            json.RawMessage
}

// One client for each endpoint, as an application has it.
var clients = map[string]*bedrockruntime.Client{}

func clientOf(ctx context.Context, c call) (*bedrockruntime.Client, error) {
	if known := clients[c.Endpoint]; known != nil {
		return known, nil
	}
	loaded, err := config.LoadDefaultConfig(ctx, config.WithRegion(c.Region))
	if err != nil {
		return nil, err
	}
	clients[c.Endpoint] = bedrockruntime.NewFromConfig(loaded, func(o *bedrockruntime.Options) { o.BaseEndpoint = &c.Endpoint })
	return clients[c.Endpoint], nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var asked struct {
			Case string
			Call call
		}
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		seen, err := answer(asked.Call)
		if err != nil {
			name := fmt.Sprintf("%T", err)
			var api smithy.APIError
			if errors.As(err, &api) {
				name = api.ErrorCode()
			}
			seen = map[string]any{"error": map[string]string{"name": name, "message": err.Error()}}
		}
		seen["case"] = asked.Case
		out, _ := json.Marshal(seen)
		fmt.Println(string(out))
	}
}

func answer(c call) (map[string]any, error) {
	ctx := context.Background()
	client, err := clientOf(ctx, c)
	if err != nil {
		return nil, err
	}
	switch c.Operation {
	case "InvokeModel":
		out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &c.ModelID, Body: c.Input, ContentType: aws.String("application/json")})
		if err != nil {
			return nil, err
		}
		return ofMessage(out.Body)
	case "InvokeModelWithResponseStream":
		out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: &c.ModelID, Body: c.Input, ContentType: aws.String("application/json")})
		if err != nil {
			return nil, err
		}
		return ofChunks(out.GetStream())
	case "Converse":
		input, err := converseInput(c)
		if err != nil {
			return nil, err
		}
		out, err := client.Converse(ctx, input)
		if err != nil {
			return nil, err
		}
		return ofConversed(out)
	case "ConverseStream":
		input, err := converseInput(c)
		if err != nil {
			return nil, err
		}
		out, err := client.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{ModelId: input.ModelId, Messages: input.Messages, InferenceConfig: input.InferenceConfig, ToolConfig: input.ToolConfig})
		if err != nil {
			return nil, err
		}
		return ofEvents(out.GetStream())
	default:
		return map[string]any{"unsupported": "it has no " + c.Operation}, nil
	}
}

// The SDK's unions cannot be read from JSON: what the cases send is put into them by hand.
func converseInput(c call) (*bedrockruntime.ConverseInput, error) {
	var given struct {
		Messages []struct {
			Role    types.ConversationRole
			Content []struct{ Text string }
		}
		InferenceConfig *types.InferenceConfiguration
		ToolConfig      *struct {
			Tools []struct {
				ToolSpec struct {
					Name        string
					Description *string
					InputSchema struct{ JSON any }
				}
			}
		}
	}
	if err := json.Unmarshal(c.Input, &given); err != nil {
		return nil, err
	}
	input := &bedrockruntime.ConverseInput{ModelId: &c.ModelID, InferenceConfig: given.InferenceConfig}
	for _, message := range given.Messages {
		content := []types.ContentBlock{}
		for _, part := range message.Content {
			content = append(content, &types.ContentBlockMemberText{Value: part.Text})
		}
		input.Messages = append(input.Messages, types.Message{Role: message.Role, Content: content})
	}
	if given.ToolConfig != nil {
		input.ToolConfig = &types.ToolConfiguration{}
		for _, tool := range given.ToolConfig.Tools {
			spec := types.ToolSpecification{Name: aws.String(tool.ToolSpec.Name), Description: tool.ToolSpec.Description, InputSchema: &types.ToolInputSchemaMemberJson{Value: document.NewLazyDocument(tool.ToolSpec.InputSchema.JSON)}}
			input.ToolConfig.Tools = append(input.ToolConfig.Tools, &types.ToolMemberToolSpec{Value: spec})
		}
	}
	return input, nil
}

func ofConversed(out *bedrockruntime.ConverseOutput) (map[string]any, error) {
	content := []types.ContentBlock{}
	if message, ok := out.Output.(*types.ConverseOutputMemberMessage); ok {
		content = message.Value.Content
	}
	text, calls := "", []toolCall{}
	for _, each := range content {
		switch block := each.(type) {
		case *types.ContentBlockMemberText:
			text += block.Value
		case *types.ContentBlockMemberToolUse:
			input, err := block.Value.Input.MarshalSmithyDocument()
			if err != nil {
				return nil, err
			}
			calls = append(calls, toolCall{*block.Value.Name, input})
		}
	}
	return map[string]any{"text": text, "toolCalls": calls, "response": out}, nil
}

func ofEvents(stream *bedrockruntime.ConverseStreamEventStream) (map[string]any, error) {
	defer stream.Close()
	text, calls := "", []toolCall{}
	for event := range stream.Events() {
		switch each := event.(type) {
		case *types.ConverseStreamOutputMemberContentBlockStart:
			if start, ok := each.Value.Start.(*types.ContentBlockStartMemberToolUse); ok {
				calls = append(calls, toolCall{Name: *start.Value.Name})
			}
		case *types.ConverseStreamOutputMemberContentBlockDelta:
			switch delta := each.Value.Delta.(type) {
			case *types.ContentBlockDeltaMemberText:
				text += delta.Value
			case *types.ContentBlockDeltaMemberToolUse:
				last := &calls[len(calls)-1]
				last.Input = append(last.Input, *delta.Value.Input...)
			}
		}
	}
	return map[string]any{"text": text, "toolCalls": calls}, stream.Err()
}

func ofMessage(body []byte) (map[string]any, error) {
	var message struct{ Content *[]block }
	if err := json.Unmarshal(body, &message); err != nil {
		return nil, err
	}
	if message.Content == nil {
		return nil, fmt.Errorf("the response has no content: %s", body)
	}
	text, calls := "", []toolCall{}
	for _, each := range *message.Content {
		text += each.Text
		if each.Type == "tool_use" {
			calls = append(calls, toolCall{each.Name, each.Input})
		}
	}
	return map[string]any{"text": text, "toolCalls": calls, "response": json.RawMessage(body)}, nil
}

func ofChunks(stream *bedrockruntime.InvokeModelWithResponseStreamEventStream) (map[string]any, error) {
	defer stream.Close()
	text, input, calls := "", "", []toolCall{}
	for event := range stream.Events() {
		chunk, ok := event.(*types.ResponseStreamMemberChunk)
		if !ok {
			continue
		}
		var parsed struct {
			Delta struct {
				Text        string
				PartialJSON string `json:"partial_json"`
			}
			ContentBlock block `json:"content_block"`
		}
		if err := json.Unmarshal(chunk.Value.Bytes, &parsed); err != nil {
			return nil, err
		}
		text += parsed.Delta.Text
		input += parsed.Delta.PartialJSON
		if parsed.ContentBlock.Type == "tool_use" {
			calls = append(calls, toolCall{Name: parsed.ContentBlock.Name})
		}
	}
	if err := stream.Err(); err != nil {
		return nil, err
	}
	for index := range calls {
		calls[index].Input = json.RawMessage(input)
	}
	return map[string]any{"text": text, "toolCalls": calls}, nil
}
