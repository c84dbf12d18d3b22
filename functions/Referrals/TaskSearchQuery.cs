using System.Globalization;
using System.Text;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals;

/// <summary>The parameters of a Task search, read from a query string or a form.</summary>
internal sealed class TaskSearchQuery
{
    private const int DefaultCount = 50;
    private const int MaxCount = 200;

    private const string StatusSystem = "http://hl7.org/fhir/task-status|";

    // A parameter that stands twice must hold twice; the values of one are alternatives.
    private readonly List<Func<DateTimeOffset, bool>> lastUpdated = [];
    private readonly List<string[]> owners = [];
    private readonly List<string[]> statuses = [];
    private readonly List<string[]> ids = [];

    /// <summary>The names a search takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["owner", "status", "_lastUpdated", "_id", "_count", "_include", "_sort", "_summary", "_total", "_cursor"];

    public int Count { get; private set; } = DefaultCount;

    /// <summary>Position after which this page begins; empty for the first.</summary>
    public string After { get; private set; } = "";

    public bool IncludesFocus { get; private set; }

    public bool IncludesPatient { get; private set; }

    /// <summary>False for <c>_total=none</c>.</summary>
    public bool SaysTotal { get; private set; } = true;

    public List<ShapeFault> Faults { get; } = [];

    /// <summary>Parameters the hub doesn't know: refused under strict handling, reported otherwise.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>The parameters that were understood, for the self and next links.</summary>
    public List<KeyValuePair<string, string>> Understood { get; } = [];

    public static TaskSearchQuery Read(IEnumerable<KeyValuePair<string, string>> parameters, string hub)
    {
        var query = new TaskSearchQuery();
        foreach (var (name, value) in parameters)
        {
            query.ReadOne(name, value, hub);
        }

        return query;
    }

    public bool FitsOwner(string organisation) => owners.TrueForAll(any => any.Contains(organisation));

    public bool Fits(string status, DateTimeOffset updated, string id) =>
        statuses.TrueForAll(any => any.Contains(status)) && ids.TrueForAll(any => any.Contains(id)) && lastUpdated.TrueForAll(fits => fits(updated));

    /// <summary>Opaque text of a position.</summary>
    public static string CursorAt(string position) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(position));

    private void ReadOne(string name, string value, string hub)
    {
        switch (name)
        {
            case "owner":
                owners.Add([.. value.Split(',').Select(owner => References.IdIn(owner, Organization.TypeName, hub) ?? owner)]);
                break;
            case "status":
                statuses.Add([.. value.Split(',').Select(status => status.StartsWith(StatusSystem, StringComparison.Ordinal) ? status[StatusSystem.Length..] : status.TrimStart('|'))]);
                break;
            case "_id":
                ids.Add(value.Split(','));
                break;
            case "_lastUpdated":
                ReadLastUpdated(value);
                break;
            case "_count":
                ReadCount(value);
                break;
            case "_include":
                ReadInclude(value);
                break;
            case "_sort":
                Check(value is "_lastUpdated", "_sort", "Tasks are sorted by _lastUpdated.");
                break;
            case "_summary":
                Check(value is "count" or "false", "_summary", "count and false are taken.");
                Count = value == "count" ? 0 : Count;
                break;
            case "_total":
                Check(value is "none" or "estimate" or "accurate", "_total", "Must be none, estimate or accurate.");
                SaysTotal = value != "none";
                break;
            case "_cursor":
                ReadCursor(value);
                return;
            default:
                Unknown.Add(name.Length <= 40 ? name : "...");
                return;
        }

        Understood.Add(new(name, value));
    }

    private void ReadLastUpdated(string value)
    {
        var prefix = value.Length > 2 && char.IsAsciiLetter(value[0]) ? value[..2] : "eq";
        var text = char.IsAsciiLetter(value.FirstOrDefault()) ? value[Math.Min(2, value.Length)..] : value;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) || start.Year is < 1900 or > 9000)
        {
            Check(false, "_lastUpdated", "Must be an instant, such as gt2026-11-02T09:00:00Z.");
            return;
        }

        // A date stands for the whole day, an instant without fraction for the whole second.
        var length = text.Length <= 10 ? TimeSpan.FromDays(1) : text.Contains('.', StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(1);
        var end = start + length;
        Func<DateTimeOffset, bool>? fits = prefix switch
        {
            "eq" => at => at >= start && at < end,
            "ne" => at => at < start || at >= end,
            "gt" or "sa" => at => at > start && (text.Contains('.', StringComparison.Ordinal) ? at >= end : at >= end || text.Length > 10),
            "ge" => at => at >= start,
            "lt" or "eb" => at => at < start,
            "le" => at => at < end,
            _ => null,
        };
        Check(fits is not null, "_lastUpdated", "Prefixes are eq, ne, gt, ge, lt, le, sa and eb.");
        lastUpdated.Add(fits ?? (_ => true));
    }

    private void ReadCount(string value)
    {
        var valid = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        Check(valid, "_count", "Must be a number.");
        Count = valid ? Math.Clamp(count, 0, MaxCount) : DefaultCount;
    }

    private void ReadInclude(string value)
    {
        IncludesFocus |= value is "Task:focus" or "Task:focus:ServiceRequest";
        IncludesPatient |= value is "Task:patient" or "Task:patient:Patient";
        Check(value.StartsWith("Task:focus", StringComparison.Ordinal) || value.StartsWith("Task:patient", StringComparison.Ordinal), "_include", "Task:focus and Task:patient can be included.");
    }

    private void ReadCursor(string value)
    {
        try
        {
            After = Encoding.ASCII.GetString(Convert.FromHexString(value));
        }
        catch (FormatException)
        {
            Check(false, "_cursor", "Use the next link as it was given.");
        }
    }

    private void Check(bool holds, string name, string text)
    {
        if (!holds)
        {
            Faults.Add(new ShapeFault("value", $"{FhirTask.TypeName}?{name}", text));
        }
    }
}
