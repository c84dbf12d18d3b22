using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Search;
using Microsoft.AspNetCore.WebUtilities;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>Conditional create (R4 http, 3.1.0.8.1): criteria that fit nothing create, one match is the answer, more are refused.</summary>
internal sealed class IfNoneExist(FhirSearch search)
{
    private static readonly string[] Types = [Appointment.TypeName, DocumentReference.TypeName, CarePlan.TypeName, Observation.TypeName];

    /// <summary>Criteria as in a query string, decoded; empty when there are none.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Criteria(string? text) =>
        string.IsNullOrEmpty(text) ? [] : Parameters(text[(text.IndexOf('?', StringComparison.Ordinal) + 1)..]);

    /// <summary>A query string's parameters, in order.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Parameters(string query)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            parameters.Add(new KeyValuePair<string, string>(pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        }

        return parameters;
    }

    /// <summary>The resource that the entry's criteria fit, or why they can't be followed; neither when there are none, or nothing fits.</summary>
    public async Task<((CaseId CaseId, string Id)? Existing, ConditionRefusal? Refusal)> Look(SentEntry entry, Sender sender, CancellationToken cancel)
    {
        if (entry.IfNoneExist is null || entry.IsUpdate)
        {
            return (null, null);
        }

        var at = entry.Request is { } request ? $"{request}.ifNoneExist" : "If-None-Exist";
        var type = entry.Resource.ResourceType;
        var criteria = Criteria(entry.IfNoneExist);
        if (!Types.Contains(type) || criteria.Count == 0)
        {
            return (null, Faulty(at, $"A conditional create takes search criteria such as identifier=system|value, on {string.Join(", ", Types)}."));
        }

        var found = await search.Find(sender.Caller, type, criteria, cancel);
        if (found.Unknown.Count > 0 || found.Faults.Count > 0)
        {
            var wrong = found.Unknown.Select(name => Known(name)).Concat(found.Faults.Select(fault => $"{fault.Expression}: {fault.Text}"));
            return (null, Faulty(at, $"These criteria can't be followed: {string.Join("; ", wrong)}."));
        }

        return found.Matches.Count switch
        {
            0 => (null, null),
            1 => ((found.Matches[0].CaseId, found.Matches[0].ResourceId), null),
            _ => (null, new ConditionRefusal(412, ProblemCodes.SeveralMatches, at, "Several resources fit the criteria, so it is not known which one is meant. Nothing was created.")),
        };
    }

    // A name may hold anything; only what looks like one is repeated.
    private static string Known(string name) =>
        SentNames.Showable(name) == name ? $"unknown parameter {name}" : "a parameter whose name is none";

    private static ConditionRefusal Faulty(string at, string detail) => new(400, ProblemCodes.InvalidRequest, at, detail);
}
