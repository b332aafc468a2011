using FourRunr.ToolProxy.Models.Providers;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>Models, and lists of them, as each API describes them.</summary>
internal static class ModelLists
{
    /// <summary>Providers that are not asked do not say since when there is a model.</summary>
    private const string UnknownMoment = "1970-01-01T00:00:00Z";

    public static JsonObject Describe(ModelApi api, IReadOnlyList<(string Model, ModelProvider Provider)> models)
    {
        var data = new JsonArray([.. models.Select(named => Describe(api, named.Model, named.Provider))]);
        return api == ModelApi.Openai
            ? new JsonObject { ["object"] = "list", ["data"] = data }
            : new JsonObject
            {
                ["data"] = data,
                ["has_more"] = false,
                ["first_id"] = models.Count > 0 ? models[0].Model : null,
                ["last_id"] = models.Count > 0 ? models[^1].Model : null,
            };
    }

    public static JsonObject Describe(ModelApi api, string model, ModelProvider provider) => api == ModelApi.Openai
        ? new JsonObject { ["id"] = model, ["object"] = "model", ["created"] = 0, ["owned_by"] = provider.Name }
        : new JsonObject { ["type"] = "model", ["id"] = model, ["display_name"] = model, ["created_at"] = UnknownMoment };
}
