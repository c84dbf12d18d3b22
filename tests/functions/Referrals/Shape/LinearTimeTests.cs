using System.Text;
using System.Text.Json;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Tests.Referrals.Shape;

/// <summary>
/// Bodies made to be slow. What is asserted is what comes of them, never a time: a check that took the square of these
/// lengths would not end while anyone waits.
/// </summary>
public sealed class LinearTimeTests
{
    private const int Many = 200_000;

    [Fact]
    public void Many_unknown_members_are_counted_and_no_more() => Assert.Equal(501, Faults($"{{\"resourceType\":\"Patient\",{Repeat(index => $"\"x{index}\":1")}}}"));

    [Fact]
    public void One_member_many_times_is_a_fault_each_time() => Assert.Equal(501, Faults($"{{\"resourceType\":\"Patient\",{Repeat(_ => "\"name\":[{\"family\":\"x\"}]")}}}"));

    [Fact]
    public void A_reference_of_slashes_is_refused() =>
        Assert.NotEqual(0, Faults($"{{\"resourceType\":\"Patient\",\"managingOrganization\":{{\"reference\":\"{new string('/', Many)}\"}}}}"));

    [Fact]
    public void Many_references_to_one_contained_resource_are_looked_up_once_each()
    {
        var links = string.Join(',', Enumerable.Repeat("{\"type\":\"seealso\",\"other\":{\"reference\":\"#p\"}}", 10_000));

        Assert.Equal(0, Faults($"{{\"resourceType\":\"Patient\",\"contained\":[{{\"resourceType\":\"Patient\",\"id\":\"p\"}}],\"link\":[{links}]}}"));
    }

    private static string Repeat(Func<int, string> member) => string.Join(',', Enumerable.Range(0, Many).Select(member));

    private static int Faults(string json)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
        return FhirShape.Check(document.RootElement, "X").Count;
    }
}
