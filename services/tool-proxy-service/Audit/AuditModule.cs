using FourRunr.Hosting.Health;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Audit.Changes;
using FourRunr.ToolProxy.Audit.Integrity;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Audit.Shipping;
using FourRunr.ToolProxy.Audit.Spend;
using FourRunr.ToolProxy.Audit.Stream;
using FourRunr.ToolProxy.Audit.Summaries;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Audit;

internal static class AuditModule
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AuditJournal>();
        services.AddSingleton<CheckpointKeyStore>();
        services.AddSingleton<ArchivePartitions>();
        services.AddSingleton<AuditArchive>();
        services.AddSingleton<AuditShipper>();
        services.AddSingleton<ChargeConfirmations>();
        services.AddSingleton<ArchivedCalls>();
        services.AddSingleton<ArchivedChanges>();
        services.AddSingleton<ArchivedTrail>();
        services.AddSingleton<CallPlaces>();
        services.AddSingleton<CallSummary>();
        services.AddSingleton<SpendReport>();
        services.AddSingleton<CallStream>();
        services.AddSingleton<StreamLimiter>();
        services.AddSingleton<IQuotaHistory, AuditQuotaHistory>();
        services.AddSingleton<ISpendHistory, AuditSpendHistory>();
        // Started in this order and stopped in reverse order, so that the last rows are still shipped.
        services.AddHostedService(provider => provider.GetRequiredService<AuditJournal>());
        services.AddHostedService(provider => provider.GetRequiredService<CheckpointKeyStore>());
        services.AddHostedService(provider => provider.GetRequiredService<AuditShipper>());
        services.AddChangeCollector();
        services.AddHostedService<RetentionHousekeeper>();
        services.AddReadinessPart("audit journal", essential: true, (provider, _) =>
            Task.FromResult(provider.GetRequiredService<AuditJournal>().TakesCalls));
        return services;
    }

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").RequireAccess(AccessRole.Auditor).WithTags("Audit");
        ListCallsEndpoint.Map(group);
        StreamCallsEndpoint.Map(group);
        GetCallSummaryEndpoint.Map(group);
        GetCallEndpoint.Map(group);
        GetSpendEndpoint.Map(group);
        ListChangesEndpoint.Map(group);
        VerifyAuditEndpoint.Map(group);
        ExportAuditEndpoint.Map(group);
        ListAuditKeysEndpoint.Map(group);
    }
}
