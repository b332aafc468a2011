using System.Data.Common;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Storage;
using FourRunr.ToolProxy.DeclaredTools.Catalog;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

/// <summary>What operators do with declared tools. A change is in use here when the answer leaves, and is told to all other replicas.</summary>
internal sealed partial class DeclaredToolEditor(
    DefinitionStore store, Database database, DeclaredToolSet tools, IInvalidationChannel channel, TimeProvider clock, ILogger<DeclaredToolEditor> log)
{
    public Task<DeclarationOutcome> CreateAsync(DeclaredDocument document, string operatorId, CancellationToken cancellationToken) =>
        ChangeAsync(
            document.Tool.Tool,
            newest => newest is null or { Deleted: true } ? Next(newest, document, operatorId) : null,
            _ => DeclarationOutcome.Exists(),
            cancellationToken);

    /// <summary>A definition that says what the newest says changes nothing.</summary>
    public Task<DeclarationOutcome> PutAsync(DeclaredDocument document, string operatorId, CancellationToken cancellationToken) =>
        ChangeAsync(
            document.Tool.Tool,
            newest => newest is { Deleted: false } && newest.Definition == document.Text ? null : Next(newest, document, operatorId),
            same => new DeclarationOutcome.Done(same!, IsNew: false),
            cancellationToken);

    public Task<DeclarationOutcome> DeleteAsync(string tool, string operatorId, CancellationToken cancellationToken) =>
        ChangeAsync(
            tool,
            newest => newest is { Deleted: false } ? newest with { Version = newest.Version + 1, Deleted = true, CreatedAt = Now(), CreatedBy = operatorId } : null,
            _ => DeclarationOutcome.Unknown(),
            cancellationToken);

    /// <param name="unchanged">The answer when nothing is to be added to the newest version.</param>
    private async Task<DeclarationOutcome> ChangeAsync(
        string tool, Func<StoredDefinition?, StoredDefinition?> decide, Func<StoredDefinition?, DeclarationOutcome> unchanged,
        CancellationToken cancellationToken)
    {
        if (tools.IsOfFile(tool))
        {
            return DeclarationOutcome.OfFile();
        }

        DefinitionChange change;
        try
        {
            change = await store.AddAsync(tool, decide, cancellationToken);
        }
        catch (DbException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            return DeclarationOutcome.Raced();
        }

        if (change.IsFull)
        {
            return DeclarationOutcome.Full();
        }

        if (!change.IsAdded)
        {
            return unchanged(change.Now);
        }

        Log.Changed(log, tool, change.Now!.Version, change.Now.Deleted ? "deleted" : "declared", change.Now.CreatedBy);
        // It is stored: a caller who hangs up now must not keep the news from the replicas.
        await tools.RefreshAsync(CancellationToken.None);
        await channel.PublishAsync([InvalidationSubjects.Tools], CancellationToken.None);
        return new DeclarationOutcome.Done(change.Now, IsNew: change.Before is null or { Deleted: true });
    }

    private StoredDefinition Next(StoredDefinition? newest, DeclaredDocument document, string operatorId) => new()
    {
        Tool = document.Tool.Tool,
        Version = (newest?.Version ?? 0) + 1,
        Deleted = false,
        Definition = document.Text,
        CreatedAt = Now(),
        CreatedBy = operatorId,
    };

    /// <summary>In the precision that is stored.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Version {Version} of the declared tool {Tool} was {Change} by {OperatorId}.")]
        public static partial void Changed(ILogger logger, string tool, int version, string change, string operatorId);
    }
}
