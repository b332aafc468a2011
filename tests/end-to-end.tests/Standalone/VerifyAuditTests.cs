using System.IO.Pipelines;
using FourRunr.Audit;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Standalone;

/// <summary>The command that verifies an export, as auditors run it.</summary>
public sealed class VerifyAuditTests : IDisposable
{
    private const string Writer = "wrt_00000000000000000000000000000001";

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task VerifyAudit_IntactExport_ExitsWithZeroAndSaysWhatItProves()
    {
        var export = await ExportAsync();

        await AssertRunAsync(0, ["verify-audit", export], "10 rows of 1 writers, 1 good checkpoints", "this proves only that it agrees with itself", "\nIntact.");
        await AssertRunAsync(0, ["verify-audit", export, "--key", InDirectory("key.pem")], "Checkpoints were checked with adk_", "\nIntact.");
    }

    [Fact]
    public async Task VerifyAudit_DamagedExport_ExitsWithOneAndNamesEachRow()
    {
        var lines = (await File.ReadAllLinesAsync(await ExportAsync())).ToList();
        lines[3] = lines[3].Replace("search", "delete", StringComparison.Ordinal);
        lines.RemoveAt(6);
        await File.WriteAllLinesAsync(InDirectory("damaged.jsonl"), lines);

        await AssertRunAsync(1, ["verify-audit", InDirectory("damaged.jsonl")],
            $"altered {Writer} seq 3 call_3: ", $"missing {Writer} seq 6: Row 6 is missing.", "NOT intact: 2 findings.");
    }

    [Fact]
    public async Task VerifyAudit_WithAnotherKey_TrustsNoCheckpoint()
    {
        var export = await ExportAsync();
        using var other = CheckpointKey.Create();
        await File.WriteAllTextAsync(InDirectory("other.pem"), other.ExportPublicKeyPem());

        await AssertRunAsync(1, ["verify-audit", "--key", InDirectory("other.pem"), export], $"checkpoint_invalid {Writer} seq 10: ");
    }

    [Fact]
    public async Task VerifyAudit_WhatCannotBeRead_ExitsWithTwo()
    {
        await File.WriteAllTextAsync(InDirectory("no.jsonl"), "nothing\n");

        await AssertRunAsync(2, ["verify-audit", InDirectory("no.jsonl")], "Line 1: no JSON");
        await AssertRunAsync(2, ["verify-audit", InDirectory("absent.jsonl")], "absent.jsonl");
        await AssertRunAsync(2, ["verify-audit", InDirectory("no.jsonl"), "--key", InDirectory("no.jsonl")], "holds no public key");
        await AssertRunAsync(2, ["verify-audit", "--key"], "usage: verify-audit");
    }

    public void Dispose() => _directory.Dispose();

    private static async Task AssertRunAsync(int exitCode, string[] arguments, params string[] said)
    {
        await using var command = new StandaloneProcess(arguments);

        Assert.True(await command.ExitAsync() == exitCode, command.Output);
        Assert.All(said, text => Assert.Contains(text, command.Output, StringComparison.Ordinal));
    }

    /// <summary>A key, ten rows and a checkpoint.</summary>
    private async Task<string> ExportAsync()
    {
        using var key = CheckpointKey.Create();
        await File.WriteAllTextAsync(InDirectory("key.pem"), key.ExportPublicKeyPem());
        await using var file = File.Create(InDirectory("export.jsonl"));
        var output = PipeWriter.Create(file);
        AuditExport.Write(output, new AuditKey(key.KeyId, key.ExportPublicKeyPem()));
        var hash = AuditChain.Start.ToArray();
        for (var seq = 1; seq <= 10; seq++)
        {
            var entry = System.Text.Encoding.UTF8.GetBytes($$"""{"writer":"{{Writer}}","seq":{{seq}},"call_id":"call_{{seq}}","action":"search"}""");
            var row = new AuditRow(Writer, seq, hash, new byte[AuditChain.HashSize], entry);
            AuditChain.Hash(row.PreviousHash, entry, row.Hash);
            AuditExport.Write(output, row);
            hash = row.Hash;
        }

        AuditExport.Write(output, key.Sign(Writer, 10, hash, TimeProvider.System.GetUtcNow()));
        await output.CompleteAsync();
        return file.Name;
    }

    private string InDirectory(string file) => Path.Combine(_directory.Path, file);
}
