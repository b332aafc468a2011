using System.Data.Common;
using FourRunr.Hosting.Secrets;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// The tables of stored credentials. Every change first updates the tool's row in <c>credentials</c>, which locks out other changes of the
/// tool until it is committed, and is put on record in the same transaction.
/// </summary>
internal sealed class CredentialStore(Database database, ChangeOutbox changes)
{
    /// <summary>Most versions of one tool; old ones must be deleted first.</summary>
    public const int MostVersions = 20;

    /// <summary>Selects a <see cref="CredentialRow"/>; conditions follow.</summary>
    private const string Metadata = """
        SELECT v.tool, v.version, c.active_version, v.fields, v.note, v.created_at, v.created_by
        FROM credential_versions v
        JOIN credentials c ON c.tool = v.tool
        """;

    private const string Encrypted = "SELECT v.tool, v.version, v.kek_id, v.wrapped_key, v.ciphertext FROM credential_versions v";

    /// <param name="tool">Null for all.</param>
    public Task<IReadOnlyList<CredentialRow>> ListAsync(string? tool, CancellationToken cancellationToken)
    {
        const string sql = $"{Metadata} WHERE @tool IS NULL OR v.tool = @tool ORDER BY v.tool, v.version DESC";
        return database.QueryAsync<CredentialRow>(sql, new { tool }, cancellationToken);
    }

    public Task<EncryptedCredentialRow?> FindActiveAsync(string tool, CancellationToken cancellationToken)
    {
        const string sql = $"{Encrypted} JOIN credentials c ON c.tool = v.tool AND c.active_version = v.version WHERE c.tool = @tool";
        return database.QuerySingleOrDefaultAsync<EncryptedCredentialRow>(sql, new { tool }, cancellationToken);
    }

    /// <summary>All versions, with their encrypted secrets.</summary>
    public Task<IReadOnlyList<EncryptedCredentialRow>> ListEncryptedAsync(CancellationToken cancellationToken)
    {
        const string sql = $"{Encrypted} ORDER BY v.tool, v.version";
        return database.QueryAsync<EncryptedCredentialRow>(sql, values: null, cancellationToken);
    }

    /// <returns>False if the stored key changed meanwhile.</returns>
    public async Task<bool> TryRewrapAsync(EncryptedCredentialRow row, EncryptedSecret rewrapped, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE credential_versions SET kek_id = @KekId, wrapped_key = @WrappedKey
            WHERE tool = @Tool AND version = @Version AND wrapped_key = @before
            """;
        var values = new { row.Tool, row.Version, before = row.WrappedKey, rewrapped.KekId, rewrapped.WrappedKey };
        return await database.ExecuteAsync(sql, values, cancellationToken) == 1;
    }

    /// <param name="encrypt">Called with the version's number, to which the secret is bound.</param>
    public Task<CredentialChange> AddAsync(
        CredentialRow row, bool activate, Func<int, EncryptedSecret> encrypt, Actor actor, CancellationToken cancellationToken)
    {
        const string number = """
            INSERT INTO credentials (tool, active_version, last_version, last_activation) VALUES (@Tool, NULL, 1, 0)
            ON CONFLICT (tool) DO UPDATE SET last_version = credentials.last_version + 1
            RETURNING last_version
            """;
        const string count = "SELECT COUNT(*) FROM credential_versions WHERE tool = @Tool";
        const string insert = """
            INSERT INTO credential_versions (tool, version, fields, note, created_at, created_by, kek_id, wrapped_key, ciphertext)
            VALUES (@Tool, @version, @Fields, @Note, @CreatedAt, @CreatedBy, @KekId, @WrappedKey, @Ciphertext)
            """;
        return database.WriteAsync<CredentialChange>(async transaction =>
        {
            var version = await transaction.QuerySingleAsync<int>(number, row, cancellationToken);
            if (await transaction.QuerySingleAsync<long>(count, row, cancellationToken) >= MostVersions)
            {
                return new CredentialChange.Refused(CredentialFailure.TooMany);
            }

            var secret = encrypt(version);
            var values = new { row.Tool, version, row.Fields, row.Note, row.CreatedAt, row.CreatedBy, secret.KekId, secret.WrappedKey, secret.Ciphertext };
            await transaction.ExecuteAsync(insert, values, cancellationToken);
            var active = await LockAsync(transaction, row.Tool, cancellationToken);
            if (activate)
            {
                await ActivateAsync(transaction, row.Tool, version, cancellationToken);
            }

            await RecordAsync(transaction, ChangeActions.CredentialStored, row.Tool, active, version, actor, cancellationToken, ("active", activate ? "true" : "false"));
            return await DoneAsync(transaction, row.Tool, version, cancellationToken);
        }, cancellationToken);
    }

    public Task<CredentialChange> ActivateAsync(string tool, int version, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync<CredentialChange>(async transaction =>
        {
            var active = await LockAsync(transaction, tool, cancellationToken);
            if (!await ActivateAsync(transaction, tool, version, cancellationToken))
            {
                return new CredentialChange.Refused(CredentialFailure.Unknown);
            }

            await RecordAsync(transaction, ChangeActions.CredentialActivated, tool, active, version, actor, cancellationToken);
            return await DoneAsync(transaction, tool, version, cancellationToken);
        }, cancellationToken);

    /// <summary>Activates the version that was active before, instead of the active one.</summary>
    public Task<CredentialChange> RollBackAsync(string tool, Actor actor, CancellationToken cancellationToken)
    {
        const string before = """
            SELECT version FROM credential_versions
            WHERE tool = @tool AND activation IS NOT NULL AND version <> @active
            ORDER BY activation DESC
            LIMIT 1
            """;
        return database.WriteAsync<CredentialChange>(async transaction =>
        {
            if (await LockAsync(transaction, tool, cancellationToken) is not { } active)
            {
                return new CredentialChange.Refused(CredentialFailure.Unknown);
            }

            var next = await transaction.QuerySingleOrDefaultAsync<int?>(before, new { tool, active }, cancellationToken);
            if (next is not { } version)
            {
                return new CredentialChange.Refused(CredentialFailure.NothingBefore);
            }

            await WithdrawAsync(transaction, tool, active, next, cancellationToken);
            await RecordAsync(transaction, ChangeActions.CredentialRolledBack, tool, active, version, actor, cancellationToken);
            return await DoneAsync(transaction, tool, version, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Deactivates the active version; no version is active then.</summary>
    /// <returns>The version that was active.</returns>
    public Task<CredentialChange> DeactivateAsync(string tool, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync<CredentialChange>(async transaction =>
        {
            if (await LockAsync(transaction, tool, cancellationToken) is not (> 0 and var active))
            {
                return new CredentialChange.Refused(CredentialFailure.Unknown);
            }

            await WithdrawAsync(transaction, tool, active, next: null, cancellationToken);
            await RecordAsync(transaction, ChangeActions.CredentialDeactivated, tool, active, to: null, actor, cancellationToken);
            return await DoneAsync(transaction, tool, active, cancellationToken);
        }, cancellationToken);

    /// <returns>The version as it was.</returns>
    public Task<CredentialChange> DeleteAsync(string tool, int version, Actor actor, CancellationToken cancellationToken)
    {
        const string sql = "DELETE FROM credential_versions WHERE tool = @tool AND version = @version";
        return database.WriteAsync<CredentialChange>(async transaction =>
        {
            if (await LockAsync(transaction, tool, cancellationToken) == version)
            {
                return new CredentialChange.Refused(CredentialFailure.InUse);
            }

            var last = await DoneAsync(transaction, tool, version, cancellationToken);
            if (await transaction.ExecuteAsync(sql, new { tool, version }, cancellationToken) > 0)
            {
                await RecordAsync(transaction, ChangeActions.CredentialDeleted, tool, version, to: null, actor, cancellationToken);
            }

            return last;
        }, cancellationToken);
    }

    /// <summary>Puts on record that an operator has the keys of all versions wrapped anew, before it begins.</summary>
    public Task RecordRewrapAsync(string kekId, Actor actor, CancellationToken cancellationToken)
    {
        var subject = new ChangeSubject(ChangeSubjects.Credential, ChangeSubjects.Everything);
        return changes.AddAsync(actor, new Change(ChangeActions.CredentialsRewrapped, subject, To: kekId), cancellationToken);
    }

    /// <param name="from">The version before; null or 0 for none.</param>
    private Task RecordAsync(
        DbTransaction transaction, string action, string tool, int? from, int? to, Actor actor, CancellationToken cancellationToken,
        params (string Name, string? Value)[] detail)
    {
        var before = from is > 0 ? from.Value.ToString(CultureInfo.InvariantCulture) : null;
        var change = new Change(
            action, new ChangeSubject(ChangeSubjects.Credential, tool), before, to?.ToString(CultureInfo.InvariantCulture), Change.Details(detail));
        return changes.AddAsync(transaction, actor, change, cancellationToken);
    }

    private static async Task<bool> ActivateAsync(DbTransaction transaction, string tool, int version, CancellationToken cancellationToken)
    {
        const string count = "UPDATE credentials SET last_activation = last_activation + 1 WHERE tool = @tool RETURNING last_activation";
        const string mark = "UPDATE credential_versions SET activation = @activation WHERE tool = @tool AND version = @version";
        const string use = "UPDATE credentials SET active_version = @version WHERE tool = @tool";
        var activation = await transaction.QuerySingleOrDefaultAsync<int?>(count, new { tool }, cancellationToken);
        var values = new { tool, version, activation };
        if (await transaction.ExecuteAsync(mark, values, cancellationToken) == 0)
        {
            return false;
        }

        await transaction.ExecuteAsync(use, values, cancellationToken);
        return true;
    }

    /// <summary>Clears the activation too, so that no rollback returns to this version.</summary>
    private static async Task WithdrawAsync(DbTransaction transaction, string tool, int active, int? next, CancellationToken cancellationToken)
    {
        const string forget = "UPDATE credential_versions SET activation = NULL WHERE tool = @tool AND version = @active";
        const string replace = "UPDATE credentials SET active_version = @next WHERE tool = @tool";
        var values = new { tool, active, next };
        await transaction.ExecuteAsync(forget, values, cancellationToken);
        await transaction.ExecuteAsync(replace, values, cancellationToken);
    }

    /// <summary>Locks the tool's row until the transaction ends.</summary>
    /// <returns>The active version, 0 for none, null for an unknown tool.</returns>
    private static Task<int?> LockAsync(DbTransaction transaction, string tool, CancellationToken cancellationToken)
    {
        const string sql = "UPDATE credentials SET last_version = last_version WHERE tool = @tool RETURNING COALESCE(active_version, 0)";
        return transaction.QuerySingleOrDefaultAsync<int?>(sql, new { tool }, cancellationToken);
    }

    private static async Task<CredentialChange> DoneAsync(DbTransaction transaction, string tool, int version, CancellationToken cancellationToken)
    {
        const string sql = $"{Metadata} WHERE v.tool = @tool AND v.version = @version";
        var row = await transaction.QuerySingleOrDefaultAsync<CredentialRow>(sql, new { tool, version }, cancellationToken);
        return row is null ? new CredentialChange.Refused(CredentialFailure.Unknown) : new CredentialChange.Done(row);
    }
}
