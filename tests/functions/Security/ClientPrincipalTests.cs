using System.Text;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>What App Service's own sign-in would add is believed from nobody: a caller may have written it.</summary>
[Collection(TestStack.Name)]
public sealed class ClientPrincipalTests(TestStack stack)
{
    private static (string, string)[] Principal { get; } =
    [
        ("X-MS-CLIENT-PRINCIPAL", Convert.ToBase64String(Encoding.UTF8.GetBytes(
            """{"auth_typ":"aad","name_typ":"name","role_typ":"roles","claims":[{"typ":"roles","val":"Health.Read"},{"typ":"org","val":"RXQ"},{"typ":"sub","val":"x"}]}"""))),
        ("X-MS-CLIENT-PRINCIPAL-ID", "health-team"),
        ("X-MS-CLIENT-PRINCIPAL-NAME", "health-team"),
        ("X-MS-CLIENT-PRINCIPAL-IDP", "aad"),
        ("X-MS-TOKEN-AAD-ACCESS-TOKEN", "token"),
        ("X-ZUMO-AUTH", "token"),
    ];

    [Fact]
    public async Task It_proves_nobody_and_adds_nothing_to_a_token()
    {
        var hub = stack.Shared;

        Assert.Equal(401, (await hub.Get("hub/fhir/Task", null, Principal)).Status);
        Assert.Equal(403, (await hub.Get("hub/fhir/Task", hub.Token("operations"), Principal)).Status);
        Assert.Equal(200, (await hub.Get("hub/fhir/Task", hub.Health, Principal)).Status);
    }
}
