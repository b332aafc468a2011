using System.Reflection;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Win32.SafeHandles;

namespace FourRunr.ToolProxy.Tests.Audit;

/// <summary>Stands between an open journal and its disk, as a broken or a hanging disk would.</summary>
internal sealed class JournalSurgery(JournalFile journal) : IDisposable
{
    private static readonly FieldInfo HandleField = typeof(JournalSegment).GetField("_file", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly Dictionary<JournalSegment, SafeFileHandle> _healthy = [];

    public static JournalSurgery Of(TestGateway gateway) => new(JournalOf(gateway).File);

    public static AuditJournal JournalOf(TestGateway gateway) => gateway.Proxy.Services.GetRequiredService<AuditJournal>();

    /// <summary>From now on nothing can be written; what is there can be read.</summary>
    public void Refuse()
    {
        foreach (var field in (string[])["_active", "_spare"])
        {
            var segment = (JournalSegment)Private(typeof(JournalFile), field, journal);
            _healthy.Add(segment, (SafeFileHandle)HandleField.GetValue(segment)!);
            HandleField.SetValue(segment, File.OpenHandle(PathOf(segment), share: FileShare.ReadWrite | FileShare.Delete));
        }
    }

    /// <summary>No append returns until the result is disposed of.</summary>
    public static IDisposable Hang(JournalFile journal)
    {
        var extent = (Lock)Private(typeof(JournalFile), "_extent", journal);
        var (held, release) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
        new Thread(() =>
        {
            lock (extent)
            {
                held.Release();
                release.Wait();
            }
        }).Start();
        held.Wait();
        return new Hanging(release);
    }

    public void Heal()
    {
        foreach (var (segment, handle) in _healthy)
        {
            ((SafeFileHandle)HandleField.GetValue(segment)!).Dispose();
            HandleField.SetValue(segment, handle);
        }

        _healthy.Clear();
    }

    public void Dispose() => Heal();

    private static string PathOf(JournalSegment segment) => (string)Private(typeof(JournalSegment), "_path", segment);

    private static object Private(Type type, string field, object of) =>
        type.GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(of)!;

    private sealed class Hanging(SemaphoreSlim release) : IDisposable
    {
        public void Dispose() => release.Release();
    }
}
