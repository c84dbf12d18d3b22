using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Domain.Calendar;

/// <summary>
/// Bank holidays of England and Wales, from data in the shape of the GOV.UK feed
/// (https://www.gov.uk/bank-holidays.json). They are data, not rules: one-off days prove it
/// (8 May 2020 moved, 3 June 2022, 19 September 2022, 8 May 2023).
/// </summary>
public sealed class BankHolidays
{
    private readonly FrozenSet<DateOnly> dates;

    private BankHolidays(FrozenSet<DateOnly> dates)
    {
        this.dates = dates;
        FirstDay = new DateOnly(dates.Min().Year, 1, 1);
        LastDay = new DateOnly(dates.Max().Year, 12, 31);
    }

    /// <summary>The bank holidays that ship with the hub.</summary>
    public static BankHolidays BuiltIn { get; } = ReadBuiltIn();

    /// <summary>First day the data speaks for.</summary>
    public DateOnly FirstDay { get; }

    /// <summary>Last day the data speaks for; after it, working days are only weekdays and an alarm is due.</summary>
    public DateOnly LastDay { get; }

    public bool Contains(DateOnly date) => dates.Contains(date);

    /// <summary>True when fewer than 12 months of data lie ahead.</summary>
    public bool RunsOutSoon(DateOnly today) => LastDay < today.AddMonths(12);

    /// <summary>Reads the GOV.UK feed's shape.</summary>
    /// <exception cref="JsonException">The text isn't that shape, or names no day for England and Wales.</exception>
    public static BankHolidays Parse(Stream feed)
    {
        using var document = JsonDocument.Parse(feed);
        return Member(document.RootElement, "england-and-wales") is { } division && Member(division, "events") is { ValueKind: JsonValueKind.Array } events
            && events.GetArrayLength() > 0
            ? new BankHolidays(events.EnumerateArray().Select(DateOfEvent).ToFrozenSet())
            : throw new JsonException("The bank-holiday feed has no events for england-and-wales.");
    }

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : null;

    private static DateOnly DateOfEvent(JsonElement happening) =>
        Member(happening, "date") is { ValueKind: JsonValueKind.String } text
        && DateOnly.TryParseExact(text.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new JsonException("A bank-holiday event has no date in the form yyyy-MM-dd.");

    private static BankHolidays ReadBuiltIn()
    {
        using var feed = typeof(BankHolidays).Assembly.GetManifestResourceStream("bank-holidays.json")
            ?? throw new InvalidOperationException("bank-holidays.json is not embedded in the domain assembly.");
        return Parse(feed);
    }
}
