using System.Text.Json.Serialization;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

/// <summary>A declared tool as the OpenAPI document describes it, see docs/guides/tools.md; the definition reader checks it in full.</summary>
/// <param name="Tool">The name in tokens and policies: 1 to 64 of <c>a-z 0-9 _</c>, beginning with a letter.</param>
/// <param name="BaseUrl">Absolute http or https URL.</param>
/// <param name="Actions">By name, 1 to 64.</param>
/// <param name="Description">For agents.</param>
/// <param name="ShareCache">Whether all agents share cached results.</param>
/// <param name="Credential">Where the credential goes, e.g. <c>{"in": "header", "name": "X-Api-Key"}</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ToolDocument(
    string Tool, string BaseUrl, IReadOnlyDictionary<string, ToolActionDocument> Actions,
    string? Description = null, bool ShareCache = false, JsonObject? Credential = null)
{
    public const string Example = """
        {
          "tool": "weather", "base_url": "https://api.open-meteo.com/v1",
          "actions": {
            "forecast": {
              "method": "GET", "path": "/forecast", "query": {"latitude": "{latitude}", "longitude": "{longitude}"},
              "parameters": {
                "properties": {"latitude": {"type": "number"}, "longitude": {"type": "number"}}, "required": ["latitude", "longitude"]
              }
            }
          }
        }
        """;
}

/// <summary>The parameters of an action, and the request that it sends.</summary>
/// <param name="Path">Segments; <c>{name}</c> is a required parameter.</param>
/// <param name="Query">Name to text with <c>{name}</c>.</param>
/// <param name="Headers">Name to text with <c>{name}</c>.</param>
/// <param name="Body"><c>parameters</c>, or a JSON template.</param>
/// <param name="Parameters">JSON Schema of the parameters.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ToolActionDocument(
    string Method, string Path, string? Description = null, IReadOnlyDictionary<string, string>? Query = null,
    IReadOnlyDictionary<string, string>? Headers = null, JsonNode? Body = null, JsonObject? Parameters = null);
