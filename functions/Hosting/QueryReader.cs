using System.Globalization;
using IntegrationHub.Contracts.Problems;

namespace IntegrationHub.Functions.Hosting;

/// <summary>Reads query parameters and keeps every fault of them, those that aren't known among them.</summary>
public sealed class QueryReader
{
    private const int MaxText = 200;
    private readonly IQueryCollection query;

    public QueryReader(IQueryCollection query, params string[] known)
    {
        this.query = query;
        Faults.AddRange(query.Keys.Where(name => !known.Contains(name))
            .Select(name => new Fault($"?{SentNames.Showable(name)}", FaultCodes.UnknownMember, $"Known parameters: {string.Join(", ", known)}.")));
    }

    public List<Fault> Faults { get; } = [];

    /// <summary>Null when absent or empty.</summary>
    public string? Text(string name)
    {
        var text = query[name].FirstOrDefault();
        if (text?.Length > MaxText)
        {
            Faults.Add(new Fault($"?{name}", FaultCodes.TooLong, $"May have at most {MaxText} characters."));
        }

        return text is { Length: > 0 and <= MaxText } ? text : null;
    }

    public string? OneOf(string name, IReadOnlyList<string> allowed)
    {
        if (Text(name) is not { } text || allowed.Contains(text))
        {
            return Text(name);
        }

        Faults.Add(new Fault($"?{name}", FaultCodes.UnknownCode, $"Must be one of {string.Join(", ", allowed)}."));
        return null;
    }

    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Faults.Add(new Fault($"?{name}", FaultCodes.WrongType, string.Create(CultureInfo.InvariantCulture, $"Must be a number from {least} to {most}.")));
        return null;
    }

    public bool? Flag(string name) => OneOf(name, ["true", "false"]) switch { "true" => true, "false" => false, _ => null };

    public DateOnly? Date(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Faults.Add(new Fault($"?{name}", FaultCodes.DateFormat, "Must be a date such as 2026-11-02."));
        return null;
    }

    /// <summary>The answer that lists the faults.</summary>
    public IResult Refuse() => Answers.Refused(422, ProblemCodes.InvalidRequest, "This can't be asked like this. Every fault is listed.", Faults);
}
