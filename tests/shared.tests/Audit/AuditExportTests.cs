using System.Buffers;
using System.Text;
using System.Text.Json;
using FourRunr.Audit;
using Xunit;
using static FourRunr.Audit.AuditFindingKind;

namespace FourRunr.Shared.Tests.Audit;

public sealed class AuditExportTests
{
    private readonly Trail _trail = new(1, length: 40, checkpointEvery: 20);

    [Fact]
    public void Writer_Lines_AreThoseOfTheFormat()
    {
        var trail = new Trail(1, 1, 1);
        var (row, checkpoint) = (trail.Rows[0], trail.Checkpoints[0]);

        var lines = Export.Of([trail]).Split('\n');

        Assert.Equal(4, lines.Length);
        Assert.Equal(Trail.Key.ExportPublicKeyPem(), JsonDocument.Parse(lines[0]).RootElement.GetProperty("public_key_pem").GetString());
        Assert.StartsWith($$"""{"type":"key","key_id":"{{Trail.Key.KeyId}}","public_key_pem":"-----BEGIN PUBLIC KEY-----\n""", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"type":"entry","prev_hash":"{{new string('0', 64)}}","hash":"{{Convert.ToHexStringLower(row.Hash)}}","entry":{{Encoding.UTF8.GetString(row.Entry)}}}""",
            lines[1]);
        Assert.StartsWith(
            $$"""{"type":"checkpoint","writer":"{{row.Writer}}","seq":1,"hash":"{{Convert.ToHexStringLower(row.Hash)}}","signed_at":1772366401000,"key_id":"{{Trail.Key.KeyId}}","signature":""",
            lines[2], StringComparison.Ordinal);
        Assert.Equal(checkpoint.Signature.Length, System.Buffers.Text.Base64Url.DecodeFromChars(JsonDocument.Parse(lines[2]).RootElement.GetProperty("signature").GetString()).Length);
        Assert.Equal("", lines[3]);
    }

    [Theory]
    [InlineData("""{"writer":"w","seq":1}""")]
    [InlineData("""{ "writer" : "w","seq":1,  "text":"Zw\u00f6lf, zwölf \/ 😀","number":1.50e+1,"twice":1,"twice":2 }""")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData(" {} ")]
    [InlineData("{\n}")]
    [InlineData("{}{}")]
    [InlineData("{},\"entry\":{}")]
    public async Task Entry_WrittenAndRead_KeepsItsBytes(string entry)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new AuditExportWriter(output);
        var row = Trail.Chained("w", 1, new byte[32], Encoding.UTF8.GetBytes(entry));
        writer.WriteRow(row);
        writer.WriteRow(row with { Entry = [0xff, 0xfe, 0, 1] });

        var lines = await Export.ReadAsync(output.WrittenSpan.ToArray());

        Assert.Equal([1, 2], lines.Select(line => line.Number));
        Assert.Equal(row.Entry, Assert.IsType<AuditEntryLine>(lines[0]).Entry);
        Assert.Equal(row.Hash, ((AuditEntryLine)lines[0]).Hash);
        Assert.Equal([0xff, 0xfe, 0, 1], ((AuditEntryLine)lines[1]).Entry);
    }

    [Fact]
    public async Task Verify_Untouched_IsIntact()
    {
        var report = await Export.VerifyAsync(Export.Of([_trail, new Trail(2, 3)]));

        Assert.True(report.Intact);
        Assert.Equal((43, 40, 3, 2), (report.Rows, report.CoveredRows, report.TailRows, report.Checkpoints));
    }

    [Fact]
    public async Task Verify_GivenKeys_TrustsNoneOfTheExport()
    {
        using var other = CheckpointKey.Create();
        using var otherPublic = CheckpointPublicKey.FromPem(other.ExportPublicKeyPem());

        Assert.True((await Export.VerifyAsync(Export.Of([_trail]), otherPublic, Trail.PublicKey)).Intact);
        var report = await Export.VerifyAsync(Export.Of([_trail]), otherPublic);
        Assert.Equal([CheckpointInvalid, CheckpointInvalid], report.Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task Verify_TwoLinesSwapped_AreTwoReorderedRows()
    {
        var lines = Lines();
        (lines[5], lines[9]) = (lines[9], lines[5]);
        (lines[30], lines[31]) = (lines[31], lines[30]);

        Assert.Equal([(Reordered, 5), (Reordered, 9), (Reordered, 29), (Reordered, 30)], await Found(lines));
    }

    [Fact]
    public async Task Verify_TwoBlocksOfLinesSwapped_AreTheirRowsReordered()
    {
        var lines = Lines();
        (lines[5], lines[6], lines[11], lines[12]) = (lines[11], lines[12], lines[5], lines[6]);

        Assert.Equal([(Reordered, 5), (Reordered, 6), (Reordered, 11), (Reordered, 12)], await Found(lines));
    }

    [Fact]
    public async Task Verify_LineMoved_IsOneReorderedRow()
    {
        var lines = Lines();
        var moved = lines[7];
        lines.RemoveAt(7);
        lines.Insert(16, moved);

        Assert.Equal([(Reordered, 7)], await Found(lines));
    }

    [Fact]
    public async Task Verify_LineDeletedAlteredAndCopied_AreNamed()
    {
        var lines = Lines();
        lines[12] = lines[12].Replace("serpapi", "serpapj", StringComparison.Ordinal);
        lines.Insert(30, lines[28]);
        lines.RemoveAt(4);

        Assert.Equal([(Missing, 4), (Altered, 12), (Duplicated, 27)], await Found(lines));
    }

    [Theory]
    [InlineData("\"seq\":40", "\"seq\":4")]
    [InlineData("\"seq\":7,", "\"seq\":8,")]
    [InlineData("\"seq\":7,", "\"seq\":6,")]
    [InlineData("\"seq\":7,", "\"seq\":700,")]
    [InlineData("\"seq\":1,", "\"seq\":2,")]
    [InlineData("\"seq\":7,", "\"SEQ\":7,")]
    public async Task Verify_NumberOfARowAltered_IsOneAlteredRow(string real, string altered)
    {
        var lines = Lines();
        var index = lines.FindIndex(line => line.Contains($$"""{"writer":"{{_trail.Writer}}",{{real}}""", StringComparison.Ordinal));
        lines[index] = lines[index].Replace(real, altered, StringComparison.Ordinal);

        var finding = Assert.Single(await Found(lines));
        Assert.Equal(Altered, finding.Item1);
        Assert.Equal(index > 20 ? index - 1 : index, finding.Item2);
    }

    [Theory]
    [InlineData("nothing", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "'type' must be there")]
    [InlineData("""{"type":"other"}""", "'type' is none of")]
    [InlineData("""{"type":"entry","prev_hash":"","hash":"","entry":{},"more":1}""", "'more' does not belong here")]
    [InlineData("""{"type":"entry","prev_hash":"","hash":"","entry":{},"entry":{}}""", "'entry' is there twice")]
    [InlineData("""{"type":"entry","prev_hash":"","hash":"xy","entry":{}}""", "'hash' must be lower-case hex")]
    [InlineData("""{"type":"entry","prev_hash":"","hash":"abc","entry":{}}""", "'hash' must be lower-case hex")]
    [InlineData("""{"type":"entry","prev_hash":"","hash":""}""", "'entry' is missing")]
    [InlineData("""{"type":"entry","prev_hash":"","hash":"","entry_base64":"-"}""", "")]
    [InlineData("""{"type":"\ud800"}""", "no Unicode")]
    [InlineData("""{"type":"key","key_id":"adk_0","public_key_pem":"x"}""", "'public_key_pem' is no public key")]
    [InlineData("""{"type":"checkpoint","writer":"w","seq":1.5,"hash":"","signed_at":1,"key_id":"k","signature":""}""", "'seq' must be there")]
    [InlineData("""{"type":"checkpoint","writer":"w","seq":1,"hash":"","signed_at":9223372036854775807,"key_id":"k","signature":""}""", "'signed_at' is no moment")]
    [InlineData("""{"type":"checkpoint","writer":"w","seq":1,"hash":"","signed_at":1,"key_id":"k","signature":"+"}""", "'signature' must be base64url")]
    public async Task Verify_BadLine_IsNamedByItsNumber(string line, string reason)
    {
        var lines = Lines();
        lines.Insert(4, line);

        var exception = await Assert.ThrowsAsync<AuditExportException>(() => Export.VerifyAsync(string.Join('\n', lines)));
        Assert.Equal(5, exception.Line);
        Assert.StartsWith("Line 5: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ExportCutOffInALine_IsUnreadable()
    {
        var export = Export.Of([_trail]);

        var exception = await Assert.ThrowsAsync<AuditExportException>(() => Export.VerifyAsync(export[..^20]));
        Assert.Equal(43, exception.Line);
    }

    [Fact]
    public async Task Verify_KeyUnderAnotherId_IsUnreadable()
    {
        var export = Export.Of([_trail]).Replace($"\"key\",\"key_id\":\"{Trail.Key.KeyId}", "\"key\",\"key_id\":\"adk_0", StringComparison.Ordinal);

        Assert.Equal("Line 1: the key is not adk_0.", (await Assert.ThrowsAsync<AuditExportException>(() => Export.VerifyAsync(export))).Message);
    }

    [Fact]
    public async Task Read_LineLongerThanAllowed_IsRefusedBeforeItIsHeld()
    {
        var endless = new byte[AuditExportReader.LongestLine + 200_000];

        Assert.Equal(1, (await Assert.ThrowsAsync<AuditExportException>(() => Export.ReadAsync(endless))).Line);
    }

    /// <summary>The key, rows 1 to 20, a checkpoint, rows 21 to 40 and a checkpoint.</summary>
    private List<string> Lines() => [.. Export.Of([_trail]).TrimEnd('\n').Split('\n')];

    private static async Task<IEnumerable<(AuditFindingKind, long)>> Found(List<string> lines) =>
        (await Export.VerifyAsync(string.Join('\n', lines))).Findings.Select(finding => (finding.Kind, finding.Seq));
}
