using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.BuiltInTools;

internal static class ListActionsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/admin/actions", Handle).WithName("ListActions").WithTags("Tools").RequireAccess(AccessRole.Auditor);

    /// <summary>
    /// Lists every action of every tool that can be called on this replica, whoever may call it, by tool and action. Models are not among them.
    /// </summary>
    /// <param name="tool">Only its actions, and with the JSON Schemas of their parameters.</param>
    internal static Ok<ActionListResponse> Handle(
        [FromQuery(Name = "tool")] string? tool, ToolCatalog catalog, IOptions<UpstreamOptions> upstream)
    {
        var mocked = upstream.Value.Mocked;
        return TypedResults.Ok(new ActionListResponse(
        [
            .. from entry in catalog.WithKinds()
               let action = entry.Action
               where tool is null || action.Tool == tool
               orderby action.Tool, action.Name
               select new ActionResponse(
                   action.Tool,
                   action.Name,
                   entry.Kind,
                   action.Permission,
                   action.Description,
                   action.Idempotent,
                   entry.Kind == ToolKind.BuiltIn && mocked.Contains(action.Tool) ? true : null,
                   tool is null ? null : (JsonObject)action.ParametersSchema.DeepClone()),
        ]));
    }
}
