using FourRunr.Auth.Secrets;
using FourRunr.Hosting.Secrets;
using Xunit;

namespace FourRunr.Auth.Tests.Operators;

public sealed class OperatorKeyTests
{
    [Fact]
    public void Make_AnyKey_IsRecognisedWhereItMustNotBeKept()
    {
        Assert.Equal(CredentialShape.OperatorKeyPrefix, SecretText.OperatorKey);
        Assert.True(CredentialShape.IsOurs(SecretText.Create(SecretText.OperatorKey)));
    }
}
