using FourRunr.Hosting.Access;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.CallRecords;

internal static class CallRecordsModule
{
    public static IServiceCollection AddCallRecords(this IServiceCollection services)
    {
        services.AddSingleton<CallRecordStore>();
        services.AddSingleton<IQuotaHistory, CallRecordQuotaHistory>();
        services.AddSingleton<CallRecorder>();
        services.AddHostedService(provider => provider.GetRequiredService<CallRecorder>());
        return services;
    }

    public static void MapCallRecords(this IEndpointRouteBuilder routes) =>
        ListCallsEndpoint.Map(routes.MapGroup("").RequireAccess(Access.Auditor).WithTags("Audit"));
}
