using System.Runtime.InteropServices;

namespace FourRunr.Standalone;

/// <summary>SIGTERM or Ctrl+C. The first one requests a graceful stop, the second one ends the process.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
    ];

    public Task Received => _received.Task;

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private void Handle(PosixSignalContext context) => context.Cancel = _received.TrySetResult();
}
