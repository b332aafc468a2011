using System.Data.Common;
using FourRunr.Hosting.Requests;
using FourRunr.Invalidation;
using FourRunr.ToolProxy.DeclaredTools.Catalog;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

/// <summary>Changes declared tools. A change is in use here before the response is sent, and all other replicas are notified.</summary>
internal sealed partial class DeclaredToolEditor(
    DefinitionStore store, Database database, DeclaredToolSet tools, IInvalidationChannel channel, TimeProvider clock, ILogger<DeclaredToolEditor> log)
{
    public Task<DeclarationOutcome> CreateAsync(DeclaredDocument document, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        document.Tool,
        current => current is null ? new DefinitionContent(document.Json, actor.Id, Now()) : null,
        _ => DeclarationOutcome.NameTaken(),
        actor,
        cancellationToken);

    /// <summary>An unchanged definition adds no version.</summary>
    /// <param name="condition">Of the newest version.</param>
    public Task<DeclarationOutcome> PutAsync(DeclaredDocument document, IfMatch condition, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        document.Tool,
        current => !Holds(condition, current) || current?.Definition == document.Json ? null : new DefinitionContent(document.Json, actor.Id, Now()),
        current => current is not null && Holds(condition, current)
            ? new DeclarationOutcome.Done(current, IsNew: false)
            : DeclarationOutcome.VersionMismatch(current?.Version),
        actor,
        cancellationToken);

    /// <param name="condition">Of the newest version.</param>
    public Task<DeclarationOutcome> DeleteAsync(string tool, IfMatch condition, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        tool,
        current => current is null || !Holds(condition, current) ? null : new DefinitionContent(current.Definition, actor.Id, Now(), Deleted: true),
        current => current is null ? DeclarationOutcome.NotFound() : DeclarationOutcome.VersionMismatch(current.Version),
        actor,
        cancellationToken);

    private static bool Holds(IfMatch condition, StoredDefinition? current) =>
        current is null ? condition.Tags is null : condition.Matches(current.Version);

    /// <param name="decide">From the current definition, null for none, to the next version; null adds none.</param>
    /// <param name="unchanged">The outcome when no version is added.</param>
    private async Task<DeclarationOutcome> ChangeAsync(
        string tool, Func<StoredDefinition?, DefinitionContent?> decide, Func<StoredDefinition?, DeclarationOutcome> unchanged, Actor actor,
        CancellationToken cancellationToken)
    {
        if (tools.FindInFiles(tool) is not null)
        {
            return DeclarationOutcome.DeclaredInFile();
        }

        DefinitionChange change;
        try
        {
            change = await store.AddAsync(tool, decide, actor, cancellationToken);
        }
        catch (DbException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            return DeclarationOutcome.ChangedMeanwhile();
        }

        if (change.Added is not { } added)
        {
            return change.IsFull ? DeclarationOutcome.TooManyTools() : unchanged(change.Current);
        }

        Log.Changed(log, tool, added.Version, added.Deleted ? "deleted" : "declared", added.CreatedBy);
        // The version is stored: the replicas must hear of it even if the caller disconnects now.
        await tools.RefreshAsync(CancellationToken.None);
        await channel.PublishAsync([InvalidationSubjects.Tools], CancellationToken.None);
        return new DeclarationOutcome.Done(added, IsNew: change.Current is null);
    }

    /// <summary>In the precision of the database.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Version {Version} of the declared tool {Tool} was {Change} by {OperatorId}.")]
        public static partial void Changed(ILogger logger, string tool, int version, string change, string operatorId);
    }
}
