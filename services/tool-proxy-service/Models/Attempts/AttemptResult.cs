using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Attempts;

/// <summary>What came of asking one provider.</summary>
/// <param name="Result">Its <see cref="ToolResult.Model"/> is set.</param>
/// <param name="Reason">What another provider may be tried after; none when the call has ended, in success or not.</param>
/// <param name="IsMeasured">Whether metrics know of it already: those of streams are the relay's.</param>
internal sealed record AttemptResult(ToolResult Result, FallbackReason Reason = FallbackReason.None, bool IsMeasured = false);
