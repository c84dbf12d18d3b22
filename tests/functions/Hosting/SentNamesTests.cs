using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Tests.Hosting;

public sealed class SentNamesTests
{
    [Theory]
    [InlineData("colour", true)]
    [InlineData("_birthDate", true)]
    [InlineData("$schema", true)]
    [InlineData("patient.identifier", true)]
    [InlineData("line2", true)]
    [InlineData("9990000018", false)]
    [InlineData("nhs-9990000018", false)]
    [InlineData("999 000 0018", false)]
    [InlineData("Avery Testchild", false)]
    [InlineData("a.testchild@home.example", false)]
    [InlineData("2014-03-17", false)]
    [InlineData("HP20 1UA", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmno", false)]
    [InlineData("colour\n", false)]
    [InlineData("", false)]
    public void Only_what_looks_like_a_developers_name_is_repeated(string name, bool isShown) =>
        Assert.Equal(isShown ? name : "...", SentNames.Showable(name));
}
