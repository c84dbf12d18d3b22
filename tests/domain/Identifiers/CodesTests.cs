using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Domain.Tests.Identifiers;

public sealed class CodesTests
{
    [Theory]
    [InlineData("RXQ", true)]
    [InlineData("K82001", true)]
    [InlineData("A1B2C3D4E5F6", true)]
    [InlineData("RX", false)]
    [InlineData("A1B2C3D4E5F67", false)]
    [InlineData("rxq", false)]
    [InlineData("RXQ ", false)]
    [InlineData("RXQ\n", false)]
    [InlineData("RX-Q", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_ODS_code_is_three_to_twelve_capital_letters_and_digits(string? text, bool valid)
    {
        Assert.Equal(valid, OdsCode.TryParse(text, out var code));
        Assert.Equal(valid ? text : null, code.Value);
        Assert.Equal(code.Value, code.ToString());
    }

    [Theory]
    [InlineData("825", true)]
    [InlineData("001", true)]
    [InlineData("82", false)]
    [InlineData("8255", false)]
    [InlineData("82A", false)]
    [InlineData("825\n", false)]
    [InlineData("٨٢٥", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_councils_code_is_three_digits(string? text, bool valid)
    {
        Assert.Equal(valid, LocalAuthorityCode.TryParse(text, out var code));
        Assert.Equal(valid ? text : null, code.Value);
        Assert.Equal(code.Value, code.ToString());
    }

    [Theory]
    [InlineData("1234567", true)]
    [InlineData("0123456", true)]
    [InlineData("123456", false)]
    [InlineData("12345678", false)]
    [InlineData("C123456", false)]
    [InlineData("1234567\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_GMC_number_is_seven_digits(string? text, bool valid)
    {
        Assert.Equal(valid, GmcNumber.TryParse(text, out var number));
        Assert.Equal(valid ? text : null, number.Value);
        Assert.Equal(number.Value, number.ToString());
    }
}
