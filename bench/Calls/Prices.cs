using System.Text.Json;
using IntegrationHub.Bench.Kit;

namespace IntegrationHub.Bench.Calls;

/// <summary>What a call is charged as.</summary>
internal enum Charge
{
    Write,
    List,
    Read,
    Delete,
    Queue,
}

/// <summary>List prices, and what a month is taken to hold: a data file with its day and source. They are estimates.</summary>
internal sealed record Prices(
    DateOnly Day, string Source, string Currency, IReadOnlyList<Tariff> Per10000, string Assumptions, double ChildrenAYear, double Councils, IReadOnlyList<Place> Places, double PullsAMonth)
{
    public static Prices Load()
    {
        using var file = typeof(Prices).Assembly.GetManifestResourceStream("prices.json")!;
        return JsonSerializer.Deserialize<Prices>(file, JsonSerializerOptions.Web)!;
    }

    public static Charge ChargeOf(LoggedCall call) => (call.Service, call.Method) switch
    {
        ("queue", _) => Charge.Queue,
        (_, "GET") when call.Query.Contains("comp=list", StringComparison.Ordinal) => Charge.List,
        (_, "GET" or "HEAD") => Charge.Read,
        (_, "DELETE") => Charge.Delete,
        _ => Charge.Write,
    };
}

/// <summary>Prices of 10,000 calls, by how often what is stored is kept.</summary>
internal sealed record Tariff(string Redundancy, double Write, double List, double Read, double Delete, double Queue)
{
    public double Of(IEnumerable<LoggedCall> calls) => calls.Sum(call => Prices.ChargeOf(call) switch
    {
        Charge.Write => Write,
        Charge.List => List,
        Charge.Read => Read,
        Charge.Delete => Delete,
        _ => Queue,
    }) / 10_000;
}

/// <summary>Where the hub may be used.</summary>
internal sealed record Place(string Name, double Councils, double Providers);
