using IntegrationHub.Functions.Reports;

namespace IntegrationHub.Functions.Tests.Reports;

public sealed class CsvTests
{
    [Theory]
    [InlineData("LCS-100234", "LCS-100234")]
    [InlineData("", "")]
    [InlineData("a b", "a b")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"a\"", "\"say \"\"a\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("a\r\nb", "\"a\r\nb\"")]
    public void A_field_is_quoted_when_it_must_be(string text, string field) => Assert.Equal(field, Csv.Field(text));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+44", "'+44")]
    [InlineData("-7", "'-7")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"")]
    [InlineData("1=1", "1=1")]
    [InlineData("a-1", "a-1")]
    public void A_spreadsheet_takes_no_field_for_a_formula(string text, string field) => Assert.Equal(field, Csv.Field(text));

    [Fact]
    public void Lines_end_in_CR_LF_the_last_one_too() => Assert.Equal("A,B\r\n1,\r\n", Csv.Write([["A", "B"], ["1", ""]]));
}
