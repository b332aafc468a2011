using System.Text.Json.Nodes;

namespace FourRunr.ToolProxy.BuiltInTools.OpenAi;

/// <summary>JSON Schemas of the OpenAI actions; the fields both share are written once.</summary>
internal static class OpenAiSchemas
{
    private const string Shared = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "model": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$"},
            "temperature": {"type": ["number", "null"], "minimum": 0, "maximum": 2},
            "max_tokens": {"type": ["integer", "null"], "minimum": 1, "maximum": 128000},
            "top_p": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
            "n": {"type": ["integer", "null"], "minimum": 1, "maximum": 128},
            "stop": {"type": ["string", "array", "null"], "items": {"type": "string"}, "maxItems": 4},
            "presence_penalty": {"type": ["number", "null"], "minimum": -2, "maximum": 2},
            "frequency_penalty": {"type": ["number", "null"], "minimum": -2, "maximum": 2},
            "logit_bias": {"type": ["object", "null"], "additionalProperties": {"type": "number", "minimum": -100, "maximum": 100}},
            "user": {"type": ["string", "null"], "maxLength": 512},
            "seed": {"type": ["integer", "null"]},
            "stream": {"enum": [false, null], "description": "Answers are filtered as a whole before they leave, so they are not streamed."}
          }
        }
        """;

    private const string ChatFields = """
        {
          "messages": {
            "type": "array", "minItems": 1, "maxItems": 256,
            "items": {
              "type": "object",
              "properties": {
                "role": {"enum": ["system", "user", "assistant", "tool", "developer"]},
                "content": {
                  "type": ["string", "array", "null"], "minItems": 1,
                  "items": {"type": "object", "properties": {"type": {"type": "string"}}, "required": ["type"]}
                },
                "tool_calls": {"type": ["array", "null"]}
              },
              "required": ["role"]
            }
          },
          "input": {"type": ["string", "array"], "minLength": 1, "minItems": 1, "maxItems": 256, "items": {"type": "object"}},
          "max_completion_tokens": {"type": ["integer", "null"], "minimum": 1, "maximum": 128000},
          "response_format": {"type": ["object", "null"]},
          "tools": {"type": ["array", "null"], "maxItems": 128, "items": {"type": "object"}},
          "tool_choice": {"type": ["string", "object", "null"]},
          "logprobs": {"type": ["boolean", "null"]},
          "top_logprobs": {"type": ["integer", "null"], "minimum": 0, "maximum": 20}
        }
        """;

    private const string CompletionFields = """
        {
          "prompt": {"type": ["string", "array"], "minItems": 1, "maxItems": 2048, "description": "Text, texts, tokens, or arrays of tokens."},
          "suffix": {"type": ["string", "null"]},
          "echo": {"type": ["boolean", "null"]},
          "best_of": {"type": ["integer", "null"], "minimum": 1, "maximum": 20},
          "logprobs": {"type": ["integer", "null"], "minimum": 0, "maximum": 5}
        }
        """;

    public static JsonObject Chat()
    {
        var schema = With(ChatFields, "model");
        schema["oneOf"] = JsonNode.Parse("""[{"required": ["messages"]}, {"required": ["input"]}]""");
        return schema;
    }

    public static JsonObject Completion() => With(CompletionFields, "model", "prompt");

    private static JsonObject With(string fields, params string[] required)
    {
        var schema = JsonNode.Parse(Shared)!.AsObject();
        foreach (var (name, field) in JsonNode.Parse(fields)!.AsObject())
        {
            schema["properties"]![name] = field!.DeepClone();
        }

        schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        schema["additionalProperties"] = true;
        return schema;
    }
}
