using System.Security.Cryptography;
using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.Approvals;

/// <summary>
/// Names exactly one call: SHA-256 over agent, tool, action, canonical parameters, the definition of the tool and all versions of the policies that
/// decided. Whatever of them changes, it is another call, and an approval of the one does not count for the other.
/// </summary>
internal static class CallDigest
{
    /// <returns>64 hex digits.</returns>
    public static string Of(AllowedCall call)
    {
        // No part can contain a line break: the hash is Base64, and all others are names and ids of the gateway.
        var text = string.Join(
            '\n', call.Agent.AgentId, call.Action.Tool, call.Action.Name, call.Parameters.Hash, call.Action.Version, call.Policy.Policies);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
