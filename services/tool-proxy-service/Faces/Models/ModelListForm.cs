using FourRunr.ToolProxy.Models.Providers;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>Which API an address lists models of.</summary>
/// <param name="Api">Null where the caller's headers say which one it speaks.</param>
internal sealed record ModelListForm(ModelApi? Api)
{
    public ModelApi Of(HttpRequest request) =>
        Api ?? (request.Headers.ContainsKey(ModelRequestHeaders.Version) ? ModelApi.Anthropic : ModelApi.Openai);
}
