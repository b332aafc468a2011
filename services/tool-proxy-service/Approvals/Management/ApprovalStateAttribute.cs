using FourRunr.Hosting.Queries;

namespace FourRunr.ToolProxy.Approvals.Management;

/// <summary>A query parameter that names a state of approvals.</summary>
internal sealed class ApprovalStateAttribute : OneOfAttribute
{
    public override IReadOnlyCollection<string> Values => WireWords.Of<ApprovalState>();
}
