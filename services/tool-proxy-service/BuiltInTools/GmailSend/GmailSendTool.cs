using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.GmailSend;

/// <summary>Sending mail through Gmail.</summary>
internal static class GmailSendTool
{
    public const string Name = "gmail_send";
    public const string Send = "send";

    private const string SendSchema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "$defs": {
            "address": {
              "type": "string", "format": "email", "maxLength": 254,
              "pattern": "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]+$"
            },
            "addresses": {"oneOf": [{"$ref": "#/$defs/address"}, {"type": "array", "minItems": 1, "maxItems": 50, "items": {"$ref": "#/$defs/address"}}]},
            "content": {"type": "string", "minLength": 1, "maxLength": 524288}
          },
          "properties": {
            "to": {"$ref": "#/$defs/addresses"},
            "cc": {"$ref": "#/$defs/addresses"},
            "bcc": {"$ref": "#/$defs/addresses"},
            "from": {"$ref": "#/$defs/address"},
            "subject": {"type": "string", "minLength": 1, "maxLength": 998, "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"},
            "text": {"$ref": "#/$defs/content", "description": "Plain text."},
            "body": {"$ref": "#/$defs/content", "description": "The same as text; give only one."},
            "html": {"$ref": "#/$defs/content"}
          },
          "required": ["to", "subject"],
          "anyOf": [{"required": ["text"]}, {"required": ["body"]}, {"required": ["html"]}],
          "not": {"required": ["text", "body"]},
          "additionalProperties": false
        }
        """;

    private const string ProfileSchema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {},
          "required": [],
          "additionalProperties": false
        }
        """;

    public static IReadOnlyList<ToolAction> Actions(IToolAdapter adapter) =>
    [
        new ToolAction
        {
            Tool = Name,
            Name = Send,
            Permission = ToolAction.Write,
            Description = "Send an e-mail.",
            Idempotent = false,
            ParametersSchema = JsonNode.Parse(SendSchema)!.AsObject(),
            Validate = ParameterReader.Validator("gmail_send.send", new SendParametersValidator()),
            PlainParameters = ["to", "cc", "bcc", "from", "subject"],
            Adapter = adapter,
        },
        new ToolAction
        {
            Tool = Name,
            Name = "profile",
            Permission = ToolAction.Read,
            Description = "The address and size of the mailbox that mail is sent from.",
            Idempotent = true,
            ParametersSchema = JsonNode.Parse(ProfileSchema)!.AsObject(),
            Validate = ParameterReader.Validator("gmail_send.profile", new ProfileParametersValidator()),
            Adapter = adapter,
        },
    ];
}
