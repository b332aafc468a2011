using FourRunr.Hosting.Background;
using FourRunr.ToolProxy.Prices.Catalog;
using FourRunr.ToolProxy.Prices.Import;
using FourRunr.ToolProxy.Prices.Management;

namespace FourRunr.ToolProxy.Prices;

internal static class PricesModule
{
    public static IServiceCollection AddPrices(this IServiceCollection services)
    {
        services.AddSingleton<PriceStore>();
        services.AddSingleton<PriceCatalog>();
        services.AddSingleton<PriceEditor>();
        services.AddRefresher<PriceCatalog>(InvalidationSubjects.Prices, "prices", (prices, token) => prices.RefreshAsync(token));
        return services;
    }

    public static void MapPrices(this IEndpointRouteBuilder routes)
    {
        // Created now, so that a file that is not valid stops the start.
        routes.ServiceProvider.GetRequiredService<PriceCatalog>();
        var prices = routes.MapGroup("/v1/admin/prices").WithTags("Prices");
        GetPricesEndpoint.Map(prices);
        PutPricesEndpoint.Map(prices);
        ListPriceVersionsEndpoint.Map(prices);
        GetPriceVersionEndpoint.Map(prices);
        ImportPricesEndpoint.Map(prices);
    }
}
