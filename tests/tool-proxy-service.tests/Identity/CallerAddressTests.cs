using System.Net;
using FourRunr.ToolProxy.Identity;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Identity;

public sealed class CallerAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::1", "0.0.0.1", false)]
    public void Of_TwoAddresses_AreOneCallerOrTwo(string one, string other, bool expected) =>
        Assert.Equal(expected, CallerAddress.Of(IPAddress.Parse(one)) == CallerAddress.Of(IPAddress.Parse(other)));
}
