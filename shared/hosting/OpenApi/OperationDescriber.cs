using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Completes the framework's description of an operation with the metadata of its endpoint.</summary>
internal sealed partial class OperationDescriber : IOpenApiOperationTransformer
{
    private const string ClassSuffix = "Endpoint";
    private const int LongestSummary = 120;

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document ?? throw new InvalidOperationException("An operation is described within a document.");
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId ??= NameOf(metadata.OfType<MethodInfo>().Single());
        Shorten(operation);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            WellKnownMembers.Describe(parameter);
        }

        OperationAccess.Describe(operation, metadata, document);
        OperationBodies.Describe(operation, metadata);
        OperationRefusals.Describe(operation, context.Description, document);
        OperationHeaders.Describe(operation, metadata, document);
        return Task.CompletedTask;
    }

    /// <summary><c>CreateAgent</c> for a handler in <c>CreateAgent</c> or <c>CreateAgentEndpoint</c>.</summary>
    private static string NameOf(MethodInfo handler)
    {
        var name = handler.DeclaringType!.Name;
        return name.EndsWith(ClassSuffix, StringComparison.Ordinal) ? name[..^ClassSuffix.Length] : name;
    }

    /// <summary>A summary is the first sentence; of more than one, the whole text is the description.</summary>
    private static void Shorten(OpenApiOperation operation)
    {
        if (operation.Summary is not { } text)
        {
            return;
        }

        var flat = Whitespace().Replace(text.Trim(), " ");
        var sentence = FirstSentence().Match(flat);
        operation.Summary = sentence.Groups["first"].Value;
        if (sentence.Length < flat.Length)
        {
            operation.Description ??= flat;
        }

        if (operation.Summary.Length > LongestSummary)
        {
            operation.Summary = operation.Summary[..FirstClause().Match(operation.Summary).Length];
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex(@"^(?<first>.+?)\.?(?:(?<=[.])\s|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex FirstSentence();

    [GeneratedRegex(@"^[^,;:]+")]
    private static partial Regex FirstClause();
}
