using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Which refusals an operation may answer with, described as one response for each status.</summary>
internal static class OperationRefusals
{
    private const string ProblemJson = "application/problem+json";

    /// <summary>A dependency may be unavailable, this instance may be stopping, and code may have bugs.</summary>
    private static readonly ErrorKind[] OfEveryOperation = [GatewayErrors.DependencyUnavailable, GatewayErrors.ShuttingDown, GatewayErrors.Internal];

    /// <summary>Operations with a credential also check queries and headers, and limit failed credentials.</summary>
    private static readonly ErrorKind[] OfIdentification =
    [
        GatewayErrors.TokenMissing, GatewayErrors.TokenInvalid, GatewayErrors.TokenExpired, GatewayErrors.TokenRevoked, GatewayErrors.AgentSuspended,
        GatewayErrors.TooManyFailures, GatewayErrors.BodyInvalid, GatewayErrors.HeaderInvalid,
    ];

    /// <summary>Statuses that only concern the body: too slow, too large, or of another type.</summary>
    private static readonly int[] OfBodies =
        [StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType];

    public static IEnumerable<ErrorKind> Of(ApiDescription operation)
    {
        var metadata = operation.ActionDescriptor.EndpointMetadata;
        IEnumerable<ErrorKind> kinds = [.. OfEveryOperation, .. metadata.OfType<RefusalMetadata>().SelectMany(refusals => refusals.Kinds)];
        var isAuthorized = metadata.OfType<IAuthorizeData>().Any();
        if (isAuthorized || metadata.OfType<CallerMetadata>().Any())
        {
            kinds = kinds.Concat(OfIdentification);
        }

        if (isAuthorized)
        {
            kinds = kinds.Append(GatewayErrors.AccessDenied);
        }

        var hasBody = OperationBodies.Has(operation);
        if (hasBody)
        {
            kinds = kinds.Concat(GatewayErrors.ByCode.Values.Where(kind => OfBodies.Contains(kind.Status)));
        }

        if (hasBody || operation.ParameterDescriptions.Any(parameter => parameter.Source == BindingSource.Query))
        {
            kinds = kinds.Append(GatewayErrors.BodyInvalid);
        }

        return kinds.Distinct();
    }

    /// <summary>Puts the refusals of <paramref name="description"/> in place of those that the framework has guessed.</summary>
    public static void Describe(OpenApiOperation operation, ApiDescription description, OpenApiDocument document)
    {
        var responses = operation.Responses ??= [];
        foreach (var guessed in responses.Keys.Where(status => status[0] is '4' or '5').ToArray())
        {
            responses.Remove(guessed);
        }

        var metadata = description.ActionDescriptor.EndpointMetadata;
        var body = metadata.OfType<RefusalBodyMetadata>().LastOrDefault()?.Body;
        var headers = metadata.OfType<ResponseHeaderMetadata>().Where(answers => answers.AlsoOfRefusals).SelectMany(answers => answers.Headers).ToArray();
        foreach (var ofStatus in Of(description).GroupBy(kind => kind.Status).OrderBy(group => group.Key))
        {
            ErrorKind[] kinds = [.. ofStatus.OrderBy(kind => kind.Code, StringComparer.Ordinal)];
            // Operations that refuse alike share one description: its name says all that distinguishes it.
            var name = string.Join('.', [
                .. body is null ? (string[])[] : [body.Name], .. headers.Length == 0 ? (string[])[] : [operation.OperationId!],
                ofStatus.Key.ToString(CultureInfo.InvariantCulture), .. kinds.Select(kind => kind.Code)]);
            if (document.Components?.Responses?.ContainsKey(name) != true)
            {
                document.AddComponent(name, ToResponse(ofStatus.Key, kinds, body, headers, document));
            }

            responses[ofStatus.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponseReference(name, document);
        }
    }

    private static OpenApiResponse ToResponse(
        int status, ErrorKind[] kinds, Type? body, IReadOnlyList<HeaderDescription> headers, OpenApiDocument document)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join("\n", kinds.Select(kind => $"- `{kind.Code}`: {kind.Title}")),
            Content = new Dictionary<string, OpenApiMediaType> { [ProblemJson] = new() { Schema = WithCode(nameof(Problem), kinds, document) } },
        };
        if (body is not null)
        {
            response.Content["application/json"] = new OpenApiMediaType { Schema = WithCode(body.Name, kinds, document) };
        }

        OperationHeaders.Add(response, headers, document);
        if (status == StatusCodes.Status401Unauthorized)
        {
            OperationHeaders.Add(response, [HeaderDescription.WwwAuthenticate], document);
        }

        if (status == StatusCodes.Status202Accepted)
        {
            OperationHeaders.Add(response, [HeaderDescription.Location], document);
        }

        if (status is StatusCodes.Status202Accepted or StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            OperationHeaders.Add(response, [HeaderDescription.RetryAfter], document);
        }

        return response;
    }

    private static OpenApiSchema WithCode(string schema, IEnumerable<ErrorKind> kinds, OpenApiDocument document) => new()
    {
        AllOf =
        [
            new OpenApiSchemaReference(schema, document),
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. kinds.Select(kind => kind.Code)] },
                },
            },
        ],
    };
}
