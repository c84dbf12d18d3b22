using IntegrationHub.Functions.Subscriptions;

namespace IntegrationHub.Functions.Tests.Subscriptions;

public sealed class EndpointAllowListTests
{
    private const string Setting = "https://trust.example/fhir/hooks, https://other.example:8443 https://slash.example/in/";

    [Theory]
    [InlineData("https://trust.example/fhir/hooks")]
    [InlineData("https://trust.example/fhir/hooks/")]
    [InlineData("https://trust.example/fhir/hooks/a/b?tenant=1")]
    [InlineData("https://TRUST.example:443/fhir/hooks/a")]
    [InlineData("https://other.example:8443/anything")]
    [InlineData("https://slash.example/in/a")]
    public void Allowed(string endpoint) => Assert.True(Allows(endpoint));

    [Theory]
    [InlineData("https://trust.example/fhir/hooksandmore")]
    [InlineData("https://trust.example/fhir")]
    [InlineData("https://trust.example/fhir/hooks/../secret")]
    [InlineData("https://trust.example/fhir/hooks/%2e%2e/secret")]
    [InlineData("https://trust.example/fhir/hooks/..%2fsecret")]
    [InlineData("https://trust.example/fhir/hooks/..%5Csecret")]
    [InlineData("https://trust.example\\@evil.example/fhir/hooks")]
    [InlineData("https://trust.example/FHIR/hooks")]
    [InlineData("https://trust.example.evil.example/fhir/hooks")]
    [InlineData("https://trust.example@evil.example/fhir/hooks")]
    [InlineData("https://me:secret@trust.example/fhir/hooks")]
    [InlineData("https://trust.example:444/fhir/hooks")]
    [InlineData("http://trust.example/fhir/hooks")]
    [InlineData("https://trust.example/fhir/hooks#part")]
    [InlineData("https://trust.example/fhir/hooks#")]
    [InlineData("https://other.example/anything")]
    [InlineData("https://slash.example/in")]
    [InlineData("/fhir/hooks")]
    [InlineData("file:///fhir/hooks")]
    [InlineData("")]
    public void Not_allowed(string endpoint) => Assert.False(Allows(endpoint));

    [Fact]
    public void Nothing_is_allowed_unless_set()
    {
        Assert.True(EndpointAllowList.Parse(null, isLocal: true)!.IsEmpty);
        Assert.False(EndpointAllowList.Parse(" , ", isLocal: true)!.Allows(new Uri("https://trust.example/")));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000/hook", true, true)]
    [InlineData("http://localhost:9000/hook", true, true)]
    [InlineData("http://127.0.0.1:9000/hook", false, false)]
    [InlineData("http://trust.example/hook", true, false)]
    [InlineData("https://trust.example/hook?x=1", true, false)]
    [InlineData("trust.example", true, false)]
    public void An_entry_is_https_or_in_local_mode_the_own_machine(string entry, bool isLocal, bool isAccepted) =>
        Assert.Equal(isAccepted, EndpointAllowList.Parse(entry, isLocal) is not null);

    private static bool Allows(string endpoint) =>
        EndpointAllowList.ParseUrl(endpoint, isLocal: false) is { } url && EndpointAllowList.Parse(Setting, isLocal: false)!.Allows(url);
}
