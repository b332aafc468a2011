using FourRunr.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>What clients and their generators rely on in the OpenAPI documents of the services and of the front door.</summary>
public sealed class OpenApiDocumentTests(DescribedGateway described) : IClassFixture<DescribedGateway>
{
    private static readonly string[] OfEveryService = ["GetLiveness", "GetReadiness", "GetMetrics", "GetOpenApiDocument"];

    private readonly IReadOnlyList<ApiDocument> _documents = described.Documents;

    [Fact]
    public void Operations_OfAllDocuments_HaveAnIdASummaryATagAndSayWhoMayCall() => Assert.All(_documents, document =>
    {
        Assert.Equal(document.Operations.Select(operation => operation.Id).Distinct(), document.Operations.Select(operation => operation.Id));
        Assert.All(document.Operations, operation =>
        {
            Assert.InRange(((string?)operation.Json["summary"])?.Length ?? 0, 5, 120);
            Assert.NotEmpty(operation.Json["tags"]!.AsArray());
            Assert.NotNull(operation.Json["security"]);
        });
    });

    [Fact]
    public void Routes_OfEveryService_AreItsOperations()
    {
        foreach (var (service, document) in described.Gateway.Services.Zip(_documents))
        {
            var routes = service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Where(route => route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription != true)
                .SelectMany(route => (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                    .Where(method => method is not ("HEAD" or "OPTIONS"))
                    .Select(method => $"{method} {PathOf(route)}"));
            var own = document == _documents[^1] ? document.Operations.Where(operation => !IsForwarded(operation)) : document.Operations;

            Assert.Equal(routes.Order(), own.Select(operation => $"{operation.Method} {operation.Path}").Order());
        }
    }

    [Fact]
    public void FrontDoor_DescribesEveryOperationThatItForwards()
    {
        var frontDoor = _documents[^1].Operations.Select(operation => operation.Id).ToHashSet();

        Assert.All(_documents.SkipLast(1).SelectMany(document => document.Operations), operation => Assert.Contains(operation.Id, frontDoor));
        Assert.DoesNotContain(_documents[^1].Root["components"]!["schemas"]!.AsObject(), schema => schema.Key.Contains("service", StringComparison.Ordinal));
    }

    [Fact]
    public void Documents_NameNoAddressOfAService() => Assert.All(_documents, document =>
    {
        Assert.Equal("/", (string?)Assert.Single(document.Root["servers"]!.AsArray())!["url"]);
        var text = document.Root.ToJsonString();
        Assert.All(described.Gateway.Services, service => Assert.DoesNotContain($":{service.Url.Port}", text, StringComparison.Ordinal));
    });

    [Fact]
    public void Refusals_OfEveryOperation_SayTheCodesOfTheirStatus() => Assert.All(
        _documents.SelectMany(document => document.Operations.Select(operation => (document, operation))), pair =>
        {
            var (document, operation) = pair;
            var refusals = operation.Json["responses"]!.AsObject().Where(response => response.Key[0] is '4' or '5').ToArray();
            Assert.All(refusals.Where(_ => (string?)operation.Json["tags"]![0] != "Health"), refusal =>
            {
                var answer = document.Resolve(refusal.Value!);
                var codes = answer["content"]!["application/problem+json"]!["schema"]!["allOf"]![1]!["properties"]!["code"]!["enum"]!.AsArray();
                // Clients of models and of /api take a 202 for an answer.
                Assert.All(codes.Where(code => (string)code! != GatewayErrors.ApprovalRequired.Code || refusal.Key != "403"), code =>
                    Assert.Equal(refusal.Key, $"{GatewayErrors.ByCode[(string)code!].Status}"));
                Assert.All(codes, code => Assert.Contains($"`{code}`", (string?)answer["description"], StringComparison.Ordinal));
            });
            if (operation.Json["security"]!.AsArray().Count > 0)
            {
                Assert.Contains(refusals, refusal => refusal.Key == "401");
                Assert.Contains(refusals, refusal => refusal.Key == "503");
            }

            if (operation.Json["requestBody"] is not null)
            {
                Assert.Contains(refusals, refusal => refusal.Key == "400");
                Assert.Contains(refusals, refusal => refusal.Key == "413");
            }
        });

    [Fact]
    public void References_OfAllDocuments_LeadSomewhere() => Assert.All(_documents, document =>
        Assert.All(Objects(document.Root).Where(node => node["$ref"] is JsonValue), node => Assert.NotNull(document.Resolve(node))));

    [Fact]
    public void Examples_OfAllDocuments_AreWhatTheirSchemasSay() => Assert.All(_documents, document =>
        Assert.All(Objects(document.Root), node =>
        {
            if (node["schema"] is { } schema && node["example"] is { } example)
            {
                Assert.Empty(Complain(document, schema, example));
            }

            if (node["examples"] is JsonArray examples && node["type"] is not null)
            {
                Assert.All(examples, item => Assert.Empty(Complain(document, node, item!)));
            }
        }));

    private static IEnumerable<string> Complain(ApiDocument document, JsonNode schema, JsonNode example)
    {
        using var value = JsonDocument.Parse(example.ToJsonString());
        return DocumentedAnswer.Complain(document, schema, value.RootElement);
    }

    private bool IsForwarded(ApiOperation operation) =>
        !OfEveryService.Contains(operation.Id) && _documents.SkipLast(1).Any(document => document.Operations.Any(other => other.Id == operation.Id));

    private static string PathOf(RouteEndpoint route)
    {
        var segments = route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternLiteralPart literal => literal.Content,
            _ => "",
        })));
        return $"/{string.Join('/', segments)}";
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Objects(member.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };
}
