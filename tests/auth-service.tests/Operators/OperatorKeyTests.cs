using FourRunr.Auth.Operators;
using FourRunr.Hosting.Secrets;
using Xunit;

namespace FourRunr.Auth.Tests.Operators;

public sealed class OperatorKeyTests
{
    [Fact]
    public void Make_AnyKey_IsRecognisedWhereItMustNotBeKept()
    {
        Assert.Equal(CredentialShape.OperatorKeyPrefix, OperatorKey.Prefix);
        Assert.True(CredentialShape.IsOurs(OperatorKey.Create()));
    }
}
