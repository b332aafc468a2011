using FourRunr.Hosting.Requests;
using FourRunr.Hosting.Validation;
using FourRunr.ToolProxy.Prices.Management;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Prices.Import;

internal static class ImportPricesEndpoint
{
    private const int MaxBodyBytes = 32 * 1024 * 1024;
    private const int MaxProviders = 200;
    private const string PricesMember = "prices";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/import", HandleAsync).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).RequireAccess(AccessRole.Admin).WithName("ImportPrices")
            .Refuses(GatewayErrors.Conflict, GatewayErrors.PreconditionFailed).ReadsHeaders(HeaderDescription.IfMatch);

    /// <summary>
    /// Takes over the prices of LiteLLM's public file <c>model_prices_and_context_window.json</c> (up to 32 MiB): first as a preview of what would
    /// differ from the newest prices, with <c>confirm</c> as their next version. A price that becomes more than ten times as high or as low must be
    /// confirmed by the model's name. Prices of tools, tokenizer factors and encodings stay as they are. See docs/guides/prices.md.
    /// </summary>
    internal static async Task<Results<Ok<ImportPricesResponse>, ProblemResult>> HandleAsync(
        [FromBody] ImportPricesRequest request, HttpContext context, PriceEditor editor, CancellationToken cancellationToken)
    {
        if (request.Providers?.Count > MaxProviders)
        {
            return InvalidFields.Refuse("providers", $"'providers' must have at most {MaxProviders} members.");
        }

        if (ReadFile(request.Prices) is not { ValueKind: JsonValueKind.Object } file)
        {
            return InvalidFields.Refuse(PricesMember, $"'{PricesMember}' must be the object of model_prices_and_context_window.json, or a string that holds its JSON.");
        }

        if (await editor.FindNewestAsync(cancellationToken) is not var (version, before))
        {
            return PriceOutcome.NotUnderstood().Problem;
        }

        if (!IfMatch.Of(context.Request).Matches(version))
        {
            return PriceOutcome.VersionMismatch(version).Problem;
        }

        var errors = new DocumentErrors();
        if (PriceImport.Of(version, before, LiteLlmFile.Read(file, request.Providers), request, errors) is not { } import)
        {
            return InvalidFields.Refuse(errors.ToDictionary());
        }

        if (!request.Confirm)
        {
            return TypedResults.Ok(import.Preview);
        }

        if (import.Preview.Jumps is { Count: > 0 } jumps)
        {
            return NotConfirmed(jumps);
        }

        return await editor.SetAsync(import.Next, IfMatch.Only(version), Actor.Of(context), cancellationToken) switch
        {
            PriceOutcome.Done done => TypedResults.Ok(import.Preview with { Applied = done.IsNew ? done.Newest.Id : null }),
            var refused => ((PriceOutcome.Refused)refused).Problem,
        };
    }

    private static JsonElement? ReadFile(JsonElement prices)
    {
        if (!StrictJson.IsUnicode(prices))
        {
            return null;
        }

        return prices.ValueKind != JsonValueKind.String ? prices
            : StrictJson.TryRead(Encoding.UTF8.GetBytes(prices.GetString() ?? ""), out var file, out _) && StrictJson.IsUnicode(file) ? file
            : null;
    }

    private static ProblemResult NotConfirmed(IReadOnlyList<string> jumps) =>
        new(GatewayErrors.Conflict, $"{jumps.Count} models would become more than ten times as dear or as cheap.")
        {
            Errors = new Dictionary<string, string[]> { ["confirm_jumps"] = [.. jumps.Take(DocumentErrors.MostListed).Select(model => $"'{model}' must be named.")] },
            HowToFix = "Look at the changes in the preview. If they are true, name these models in 'confirm_jumps'.",
        };
}
