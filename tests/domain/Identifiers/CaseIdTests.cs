using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Identifiers;

public sealed class CaseIdTests
{
    private static readonly Gen<(string Council, string LocalId, int Episode)> Cases = Always.Three(
        Gen.Elements("825", "826", "001"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get),
        Gen.Choose(1, 12));

    [Fact]
    public void A_case_has_the_same_id_every_time_and_it_can_be_read_back() => Always.Holds(
        Cases,
        one =>
        {
            var id = Of(one);
            Assert.Equal(id, Of(one));
            Assert.True(CaseId.TryParse(id.Value, out var read));
            Assert.Equal(id, read);
            Assert.Equal(one.Council, read.LocalAuthority);
            Assert.Equal(id.Value, id.ToString());
        });

    [Fact]
    public void Another_child_episode_or_council_has_another_id() => Always.Holds(
        Cases.Zip(Cases),
        pair => Assert.Equal(pair.Item1 == pair.Item2, Of(pair.Item1) == Of(pair.Item2)));

    [Fact]
    public void The_next_episode_of_the_same_child_has_another_id() =>
        Assert.NotEqual(Of(("825", "LCS-100234", 1)), Of(("825", "LCS-100234", 2)));

    [Fact]
    public void A_reference_ending_in_digits_is_not_mistaken_for_an_episode() =>
        Assert.NotEqual(Of(("825", "LCS-1", 11)), Of(("825", "LCS-11", 1)));

    [Fact]
    public void The_id_tells_nothing_of_the_councils_reference_and_is_a_valid_FHIR_id()
    {
        var id = Of(("825", "LCS-100234", 1)).Value;

        Assert.DoesNotContain("100234", id, StringComparison.Ordinal);
        Assert.Matches(@"^[A-Za-z0-9\-\.]{1,64}$", id);
    }

    /// <summary>Ids are stored and sent; another way of making them would lose every case. Computed by hand: SHA-256, its first 130 bits in base 32.</summary>
    [Theory]
    [InlineData("825", "LCS-100234", 1, "825-szqqy6umvjcigichs2wjizt6kd")]
    [InlineData("825", "LCS-100234", 2, "825-ccuotxuxi234mednntnbv4czxr")]
    [InlineData("001", "Kind-\u00c4/\u00df", 12, "001-h2uwct3jeehpgt6rc3rpm67s57")]
    public void An_id_stays_what_it_was(string council, string localId, int episode, string id) => Assert.Equal(id, Of((council, localId, episode)).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("825")]
    [InlineData("825-abcdefghijklmnopqrstuvwxy")]
    [InlineData("825-abcdefghijklmnopqrstuvwxyza")]
    [InlineData("825-ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    [InlineData("825-abcdefghijklmnopqrstuvwx01")]
    [InlineData("82-abcdefghijklmnopqrstuvwxyz")]
    [InlineData("825-abcdefghijklmnopqrstuvwxyz\n")]
    [InlineData("../-abcdefghijklmnopqrstuvwxyz")]
    public void Another_form_is_no_id(string? text) => Assert.False(CaseId.TryParse(text, out _));

    private static CaseId Of((string Council, string LocalId, int Episode) one)
    {
        Assert.True(LocalAuthorityCode.TryParse(one.Council, out var council));
        return CaseId.For(council, one.LocalId, one.Episode);
    }
}
