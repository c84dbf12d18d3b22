using System.Globalization;
using FsCheck.Fluent;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Identifiers;

public sealed class NhsNumberTests
{
    [Theory]
    [InlineData("9990000018")]
    [InlineData("9990000026")]
    [InlineData("9990000034")]
    [InlineData("9434765919")]
    public void A_number_with_its_check_digit_is_taken_as_it_is(string text)
    {
        Assert.Equal(NhsNumberFault.None, NhsNumber.Parse(text, out var number));
        Assert.Equal(text, number.Value);
        Assert.True(NhsNumber.TryParse(text, out _));
    }

    [Theory]
    [InlineData("9912003890")]
    [InlineData("8449303649")]
    [InlineData("9990000019")]
    public void A_wrong_check_digit_is_named_as_such(string text)
    {
        Assert.Equal(NhsNumberFault.CheckDigit, NhsNumber.Parse(text, out var number));
        Assert.Equal(default, number);
        Assert.False(NhsNumber.TryParse(text, out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("999000001")]
    [InlineData("99900000188")]
    [InlineData("999 000 0018")]
    [InlineData("999000001X")]
    [InlineData("999000001\n")]
    [InlineData("٩٩٩٠٠٠٠٠١٨")]
    public void Anything_but_ten_plain_digits_is_a_wrong_format(string? text) =>
        Assert.Equal(NhsNumberFault.Format, NhsNumber.Parse(text, out _));

    [Fact]
    public void Nine_digits_have_exactly_one_check_digit_or_none_when_it_would_be_ten() => Always.Holds(
        Gen.Choose(0, 999_999_999),
        nine =>
        {
            var stem = nine.ToString("D9", CultureInfo.InvariantCulture);
            var valid = Enumerable.Range(0, 10).Where(digit => NhsNumber.TryParse($"{stem}{digit}", out _)).ToList();
            var weighted = stem.Select((digit, place) => (digit - '0') * (10 - place)).Sum();
            Assert.Equal(weighted % 11 == 1 ? [] : [(11 - (weighted % 11)) % 11], valid);
        },
        runs: 500);

    [Fact]
    public void A_stem_whose_check_digit_would_be_ten_is_never_valid() =>
        Assert.All(Enumerable.Range(0, 10), digit => Assert.False(NhsNumber.TryParse($"000000006{digit}", out _)));

    [Fact]
    public void Two_digits_changed_places_are_noticed() => Always.Holds(
        Gen.Choose(0, 999_999_999).Zip(Gen.Choose(0, 7)),
        pair =>
        {
            var stem = pair.Item1.ToString("D9", CultureInfo.InvariantCulture);
            var valid = Enumerable.Range(0, 10).Select(digit => $"{stem}{digit}").FirstOrDefault(text => NhsNumber.TryParse(text, out _));
            if (valid is null || valid[pair.Item2] == valid[pair.Item2 + 1])
            {
                return;
            }

            var swapped = valid.ToCharArray();
            (swapped[pair.Item2], swapped[pair.Item2 + 1]) = (swapped[pair.Item2 + 1], swapped[pair.Item2]);
            Assert.False(NhsNumber.TryParse(new string(swapped), out _));
        });

    [Fact]
    public void Put_into_a_text_it_never_shows_itself()
    {
        Assert.True(NhsNumber.TryParse("9990000018", out var number));
        Assert.Equal("NHS number", number.ToString());
        Assert.DoesNotContain("9990000018", $"child {number}", StringComparison.Ordinal);
        Assert.DoesNotContain("9990000018", new { number }.ToString()!, StringComparison.Ordinal);
    }
}
