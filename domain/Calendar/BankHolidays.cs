using System.Collections.Frozen;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IntegrationHub.Domain.Calendar;

/// <summary>
/// Bank holidays of England and Wales, from data in the shape of the GOV.UK feed
/// (https://www.gov.uk/bank-holidays.json). They are data, not rules: one-off days prove it
/// (8 May 2020 moved, 3 June 2022, 19 September 2022, 8 May 2023).
/// </summary>
public sealed class BankHolidays
{
    private const string Division = "england-and-wales";
    private const string Untitled = "Bank holiday";
    private const string DateFormat = "yyyy-MM-dd";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FrozenDictionary<DateOnly, string> titles;

    private BankHolidays(IEnumerable<KeyValuePair<DateOnly, string>> days)
    {
        titles = days.DistinctBy(day => day.Key).ToFrozenDictionary();
        Dates = [.. titles.Keys.Order()];
        FirstDay = new DateOnly(Dates[0].Year, 1, 1);
        LastDay = new DateOnly(Dates[^1].Year, 12, 31);
    }

    /// <summary>The bank holidays that ship with the hub.</summary>
    public static BankHolidays BuiltIn { get; } = ReadBuiltIn();

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<DateOnly> Dates { get; }

    /// <summary>First day the data speaks for.</summary>
    public DateOnly FirstDay { get; }

    /// <summary>Last day the data speaks for; after it, working days are only weekdays and an alarm is due.</summary>
    public DateOnly LastDay { get; }

    public bool Contains(DateOnly date) => titles.ContainsKey(date);

    /// <summary>The bank holidays of one year, in order.</summary>
    public IReadOnlyList<DateOnly> In(int year) => [.. Dates.Where(date => date.Year == year)];

    /// <summary>True when fewer than 12 months of data lie ahead.</summary>
    public bool RunsOutSoon(DateOnly today) => LastDay < today.AddMonths(12);

    /// <summary>Newer data for the years that it speaks for, these for the others.</summary>
    public BankHolidays With(BankHolidays newer)
    {
        var years = newer.Dates.Select(date => date.Year).ToHashSet();
        return new BankHolidays(titles.Where(day => !years.Contains(day.Key.Year)).Concat(newer.titles));
    }

    /// <summary>Reads the GOV.UK feed's shape.</summary>
    /// <exception cref="JsonException">The text isn't that shape, or names no day for England and Wales.</exception>
    public static BankHolidays Parse(Stream feed)
    {
        using var document = JsonDocument.Parse(feed);
        return Member(document.RootElement, Division) is { } division && Member(division, "events") is { ValueKind: JsonValueKind.Array } events
            && events.GetArrayLength() > 0
            ? new BankHolidays(events.EnumerateArray().Select(happening => KeyValuePair.Create(DateOfEvent(happening), TitleOfEvent(happening))))
            : throw new JsonException("The bank-holiday feed has no events for england-and-wales.");
    }

    /// <summary>JSON in the GOV.UK feed's shape, as <see cref="Parse"/> reads it.</summary>
    public string Write() => JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            [Division] = new { division = Division, events = Dates.Select(date => new { title = titles[date], date = date.ToString(DateFormat, CultureInfo.InvariantCulture) }) },
        },
        Json);

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : null;

    private static DateOnly DateOfEvent(JsonElement happening) =>
        Member(happening, "date") is { ValueKind: JsonValueKind.String } text
        && DateOnly.TryParseExact(text.GetString(), DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new JsonException("A bank-holiday event has no date in the form yyyy-MM-dd.");

    private static string TitleOfEvent(JsonElement happening) =>
        Member(happening, "title") is { ValueKind: JsonValueKind.String } title && title.GetString() is { Length: > 0 and <= 200 } text ? text : Untitled;

    private static BankHolidays ReadBuiltIn()
    {
        using var feed = typeof(BankHolidays).Assembly.GetManifestResourceStream("bank-holidays.json")
            ?? throw new InvalidOperationException("bank-holidays.json is not embedded in the domain assembly.");
        return Parse(feed);
    }
}
