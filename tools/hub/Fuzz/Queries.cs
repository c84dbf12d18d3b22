using System.Globalization;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <summary>Hostile search strings and query strings.</summary>
internal static class Queries
{
    private static readonly string[] Modifiers =
        ["", "", "", "", ":missing", ":exact", ":contains", ":not", ":text", ":in", ":below", ":above", ":identifier", ":of-type", ":Patient", ":Task.status", ":", "::", ".name", ".identifier", ":missing:missing", "[]", "%00"];

    private static readonly string[] Controls =
    [
        "_count", "_sort", "_include", "_include:iterate", "_revinclude", "_summary", "_elements", "_total", "_lastUpdated", "_id", "_format", "_pretty", "_cursor", "_page", "_has:Task:focus:status", "_contained", "_filter", "_text",
        "_content", "_list", "_query", "_type", "_security", "_tag", "_profile", "page", "cursor",
    ];

    private static readonly string[] Prefixes = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap", "zz", ""];

    private static readonly string[] Escapes = ["\\,", "\\|", "\\$", "\\\\", "\\", ",", "|", "$", ",,", "||", "%5C%2C", "%2C", "%7C", "+", "%20", "%", "%ff", "%ed%a0%80", "%c0%ae", "&", "&&", "=", "=="];

    /// <summary>Addresses with parameters of the hub's own, by persona.</summary>
    private static readonly (string Persona, string Method, string Path, string[] Names)[] Addresses =
    [
        ("social-care", "GET", "hub/cases", ["status", "keyDate", "state", "dueBefore", "cursor", "limit", "provider", "team", "pathway", "localId"]),
        ("social-care", "GET", "hub/cases/{id}", ["at"]), ("social-care", "GET", "hub/cases/{id}/chronology", ["cursor", "limit"]), ("health", "GET", "hub/cases/{id}/documents/{id}.x", ["download"]),
        ("social-care", "GET", "hub/cases/{id}/health-passport", ["format"]), ("manager", "GET", "hub/reports/oc2", ["year", "format"]), ("social-care", "GET", "hub/reports/oc2", ["year", "format"]),
        ("manager", "GET", "hub/reports/timeliness", ["from", "to", "la", "provider", "suppress"]), ("health", "GET", "hub/reports/data-quality", ["from", "to", "la", "provider", "suppress"]),
        ("social-care", "GET", "hub/reports/audit-sample", ["from", "to", "size", "seed"]), ("manager", "GET", "hub/cases", ["timeliness", "lookedAfterOn", "ceasedFrom", "problem", "review", "reviewDueTo", "breachReason"]),
        ("operations", "GET", "hub/operations/audit", ["on", "caseId", "subject", "operation", "refused", "cursor", "limit"]),
        ("operations", "GET", "hub/operations/parked", ["queue", "reason", "state", "cursor", "limit"]), ("operations", "GET", "hub/operations/alarms", ["state", "cursor", "limit"]),
        ("operations", "POST", "hub/operations/parked/replay", ["dryRun", "queue", "reason", "limit"]), ("operations", "GET", "hub/operations/outbox", ["queue"]),
        ("health", "GET", "hub/fhir/Task/{id}/_history", ["_count", "_since", "_at", "_cursor"]), ("health", "GET", "hub/fhir/Patient/{id}", ["_elements", "_summary", "_format", "_pretty"]),
        ("health", "GET", "hub/fhir/CodeSystem", ["url", "name", "_id"]), ("health", "GET", "hub/fhir/ValueSet", ["url", "_format"]), ("health", "GET", "hub/fhir/Subscription", ["status", "_id", "criteria", "_count"]),
        ("health", "GET", "hub/fhir/metadata", ["_format", "_pretty", "mode"]),
    ];

    public static (string Type, string Query) Search(Random random, FuzzCorpus corpus)
    {
        var (type, names) = corpus.SearchParameters[random.Next(corpus.SearchParameters.Count)];
        var pairs = Enumerable.Range(0, 1 + random.Next(random.Next(20) == 0 ? 60 : 4)).Select(_ =>
        {
            var name = names.Count > 0 && random.Next(3) > 0 ? names[random.Next(names.Count)] : Controls[random.Next(Controls.Length)];
            return $"{name}{Modifiers[random.Next(Modifiers.Length)]}={Value(random, corpus)}";
        });
        return (type, string.Join('&', pairs));
    }

    public static FuzzInput Of(int index, Random random, FuzzCorpus corpus)
    {
        var (persona, method, path, names) = Addresses[random.Next(Addresses.Length)];
        path = path.Replace("{id}", random.Next(4) == 0 ? Encoded(Nasty.Text(random), random) : corpus.CaseId, StringComparison.Ordinal);
        var query = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => $"{names[random.Next(names.Length)]}={Value(random, corpus)}"));
        return new FuzzInput(index, "query", method, query.Length == 0 ? path : $"{path}?{query}", persona, null, []);
    }

    private static string Value(Random random, FuzzCorpus corpus)
    {
        var plain = random.Next(7) switch
        {
            0 => corpus.CaseId,
            1 => $"Patient/{corpus.CaseId}",
            2 => Prefixes[random.Next(Prefixes.Length)] + Nasty.Texts[random.Next(Nasty.Texts.Length)],
            3 => $"https://fhir.nhs.uk/Id/nhs-number|{Nasty.Text(random)}",
            4 => random.Next(-1, 2000).ToString(CultureInfo.InvariantCulture),
            5 => "requested",
            _ => Nasty.Text(random),
        };
        var value = Encoded(plain, random);
        for (var escapes = random.Next(3); escapes > 0; escapes--)
            value = value.Insert(random.Next(value.Length + 1) is var at && at > 0 && value[at - 1] == '%' ? 0 : at, Escapes[random.Next(Escapes.Length)]);
        return value;
    }

    /// <summary>Mostly as it should be; what no server's front end would let through stays encoded.</summary>
    private static string Encoded(string text, Random random) => Uri.EscapeDataString(text.Length > 3000 ? text[..3000] : text) is var whole && random.Next(10) == 0 ? whole.Replace("%20", "+", StringComparison.Ordinal) : whole;
}
