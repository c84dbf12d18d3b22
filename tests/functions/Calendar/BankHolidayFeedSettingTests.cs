using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Tests.Calendar;

/// <summary>Where the feed is read, by the setting.</summary>
public sealed class BankHolidayFeedSettingTests
{
    [Theory]
    [InlineData(null, "https://www.gov.uk/bank-holidays.json")]
    [InlineData("", null)]
    [InlineData("off", null)]
    [InlineData("https://mirror.example/bank-holidays.json", "https://mirror.example/bank-holidays.json")]
    public void Under_the_host_the_feed_is_that_of_GOV_UK_unless_another_or_none_is_set(string? value, string? feed) =>
        Assert.Equal(feed, Read(value, underTheHost: true).Settings!.BankHolidayFeed?.ToString());

    [Theory]
    [InlineData(null, null)]
    [InlineData("off", null)]
    [InlineData("http://127.0.0.1:7999/feed.json", "http://127.0.0.1:7999/feed.json")]
    public void A_local_hub_reads_one_only_when_it_is_set(string? value, string? feed) =>
        Assert.Equal(feed, Read(value, underTheHost: false).Settings!.BankHolidayFeed?.ToString());

    [Fact]
    public void What_is_no_address_is_named_and_nothing_starts() =>
        Assert.Equal(["HUB_BANK_HOLIDAYS_URL must be an absolute http or https URL."], Read("ftp://mirror.example", underTheHost: true).Faults);

    private static (HubSettings? Settings, IReadOnlyList<string> Faults) Read(string? value, bool underTheHost) => HubSettings.Read(name => name switch
    {
        "HUB_BANK_HOLIDAYS_URL" => value,
        "AzureWebJobsStorage" => "UseDevelopmentStorage=true",
        "FUNCTIONS_CUSTOMHANDLER_PORT" => underTheHost ? "7999" : null,
        "HUB_AUTH_ISSUER" => "https://issuer.example",
        "HUB_AUTH_AUDIENCE" => "hub",
        "HUB_PUBLIC_URL" => "https://hub.example",
        "HUB_BROKER" => "storage-queues",
        "HUB_SCANNER" => "off",
        _ => null,
    });
}
