using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Contracts.Tests.Fhir;

public sealed class FhirDecimalTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("1e2", 100)]
    [InlineData("-25E-1", -2.5)]
    public void A_number_that_fits_is_converted(string text, double expected)
    {
        Assert.True(FhirDecimal.TryParse(text, out var number));
        Assert.True(number.TryToDecimal(out var value));
        Assert.Equal((decimal)expected, value);
    }

    [Theory]
    [InlineData("1e29")]
    [InlineData("1e-40")]
    [InlineData("1.234567e-27")]
    [InlineData("1e999999999999")]
    [InlineData("0.12345678901234567890123456789")]
    public void A_number_that_would_be_rounded_is_not(string text)
    {
        Assert.True(FhirDecimal.TryParse(text, out var number));
        Assert.False(number.TryToDecimal(out _));
        Assert.Equal(text, number.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("1\n")]
    [InlineData("NaN")]
    public void What_is_no_decimal_is_refused(string? text) => Assert.False(FhirDecimal.TryParse(text, out _));

    [Fact]
    public void Precision_tells_numbers_apart()
    {
        Assert.NotEqual<FhirDecimal>(1.0m, 1.00m);
        Assert.Equal("0", default(FhirDecimal).Text);
    }
}
