using FourRunr.ToolProxy.BuiltInTools.GmailSend;
using FourRunr.ToolProxy.BuiltInTools.HttpFetch;
using FourRunr.ToolProxy.BuiltInTools.OpenAi;
using FourRunr.ToolProxy.BuiltInTools.Serpapi;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.BuiltInTools;

internal static class BuiltInToolsModule
{
    /// <summary>The tools, each asking its mock or the real API as <c>UPSTREAM_MODE</c> says; a wrong mode stops the start.</summary>
    public static IServiceCollection AddBuiltInTools(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<UpstreamOptions>()
            .Configure<IHostEnvironment>((options, environment) => options.Read(
                configuration, environment, [SerpapiTool.Name, HttpFetchTool.Name, OpenAiTool.Name, GmailSendTool.Name]))
            .ValidateOnStart();
        services.AddOptions<FetchOptions>().Bind(configuration.GetSection(FetchOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PageReader>();
        services.AddSingleton<LiveHttpFetch>();
        services.AddSingleton<MockHttpFetch>();
        foreach (var tool in (string[])[SerpapiTool.Name, OpenAiTool.Name])
        {
            services.AddOptions<ApiOptions>(tool).Bind(configuration.GetSection($"Tools:{tool}")).ValidateDataAnnotations().ValidateOnStart();
        }

        services.AddSingleton<BaseUrlRules>();
        services.AddSingleton<EmbeddedApi>();
        services.AddSingleton(provider => new GoogleAccessTokens(
            provider.GetRequiredService<OutboundHttp>(),
            provider.GetRequiredService<ApiResponses>(),
            new Uri(BaseUrl.Read(configuration, "Tools:gmail_send:AuthBaseUrl", "https://oauth2.googleapis.com"), "token"),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new LiveGmail(
            provider.GetRequiredService<OutboundHttp>(),
            provider.GetRequiredService<ApiResponses>(),
            provider.GetRequiredService<GoogleAccessTokens>(),
            BaseUrl.Read(configuration, "Tools:gmail_send:BaseUrl", BuiltInTool.Definition(GmailSendTool.Name).BaseUrl.AbsoluteUri),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider =>
        {
            var upstream = provider.GetRequiredService<IOptions<UpstreamOptions>>().Value;
            var api = provider.GetRequiredService<EmbeddedApi>();
            return new ToolCatalog(
            [
                .. api.WithTimes(SerpapiTool.Name, SerpapiTool.Actions(
                    upstream.Choose(SerpapiTool.Name, new MockSerpapi(), live: () => new LiveSerpapi(api.Connect(SerpapiTool.Name))))),
                .. HttpFetchTool.Actions(upstream.Choose(
                    HttpFetchTool.Name, provider.GetRequiredService<MockHttpFetch>(), live: provider.GetRequiredService<LiveHttpFetch>)),
                .. api.WithTimes(OpenAiTool.Name, OpenAiTool.Actions(
                    upstream.Choose(OpenAiTool.Name, new MockOpenAi(), live: () => new LiveOpenAi(api.Connect(OpenAiTool.Name))))),
                .. GmailSendTool.Actions(upstream.Choose(GmailSendTool.Name, new MockGmailSend(), live: provider.GetRequiredService<LiveGmail>)),
            ]);
        });
        return services;
    }

    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        ListCatalogEndpoint.Map(routes);
        ListActionsEndpoint.Map(routes);
    }
}
