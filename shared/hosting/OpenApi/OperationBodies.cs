using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>
/// Bodies that an endpoint reads itself. The framework's <c>Accepts</c> would also refuse other content types before the endpoint runs,
/// which such endpoints do in their own way.
/// </summary>
internal sealed class OperationBodies : IApiDescriptionProvider
{
    /// <summary>After the framework's provider.</summary>
    public int Order => 0;

    public static bool Has(ApiDescription operation) =>
        operation.ParameterDescriptions.Any(parameter => parameter.Source == BindingSource.Body || parameter.Source == BindingSource.Form);

    public static void Describe(OpenApiOperation operation, IList<object> metadata)
    {
        if (metadata.OfType<BodyExampleMetadata>().LastOrDefault() is { } example)
        {
            foreach (var body in operation.RequestBody?.Content?.Values ?? [])
            {
                body.Example = JsonNode.Parse(example.Json);
            }
        }
    }

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var operation in context.Results)
        {
            if (operation.ActionDescriptor.EndpointMetadata.OfType<BodyMetadata>().LastOrDefault() is { } body)
            {
                operation.SupportedRequestFormats.Add(new ApiRequestFormat { MediaType = body.ContentType });
                operation.ParameterDescriptions.Add(new ApiParameterDescription
                {
                    Name = "body",
                    Type = body.Body,
                    Source = BindingSource.Body,
                    IsRequired = true,
                    ModelMetadata = new EmptyModelMetadataProvider().GetMetadataForType(body.Body),
                });
            }
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }
}
