using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>A method of MCP that is an action of its server, governed like its tools.</summary>
/// <param name="Method">E.g. <c>resources/read</c>.</param>
/// <param name="Action">E.g. <c>resources_read</c>.</param>
/// <param name="Capability">What a server must declare to have it.</param>
internal sealed record McpMethod(string Method, string Action, string Capability, string Description, ParameterSchema Parameters)
{
    private const string Nothing = """{"type":"object","properties":{"cursor":{"type":"string"}}}""";

    public static readonly IReadOnlyList<McpMethod> All =
    [
        Of("resources/list", "resources_list", "resources", "Lists the resources of the server.", Nothing),
        Of("resources/templates/list", "resource_templates_list", "resources", "Lists the templates of resources of the server.", Nothing),
        Of("resources/read", "resources_read", "resources", "Reads a resource of the server.",
            """{"type":"object","properties":{"uri":{"type":"string","minLength":1,"maxLength":2048}},"required":["uri"]}"""),
        Of("prompts/list", "prompts_list", "prompts", "Lists the prompts of the server.", Nothing),
        Of("prompts/get", "prompts_get", "prompts", "Gets a prompt of the server.",
            """{"type":"object","properties":{"name":{"type":"string","minLength":1},"arguments":{"type":"object","additionalProperties":{"type":"string"}}},"required":["name"]}"""),
        Of("completion/complete", "complete", "completions", "Completes an argument of a prompt or of a template of resources.",
            """
            {"type":"object","properties":{"ref":{"type":"object","additionalProperties":true},"context":{"type":"object","additionalProperties":true},
             "argument":{"type":"object","properties":{"name":{"type":"string"},"value":{"type":"string"}},"required":["name","value"]}},"required":["ref","argument"]}
            """),
    ];

    private static McpMethod Of(string method, string action, string capability, string description, string schema) =>
        new(method, action, capability, description, ParameterSchema.Read(JsonElement.Parse(schema), path: "", new DocumentErrors())!);
}
