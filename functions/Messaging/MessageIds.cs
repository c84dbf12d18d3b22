using System.Globalization;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;

namespace IntegrationHub.Functions.Messaging;

/// <summary>Ids of messages. They are derived from the facts that call for them.</summary>
public static class MessageIds
{
    /// <summary>Of the event that a fact calls for, <c>{caseId}-{fact number}</c>.</summary>
    public static string OfEvent(string caseId, int fact) => string.Create(CultureInfo.InvariantCulture, $"{caseId}-{fact}");

    /// <summary>Of every message that some facts of a case may have called for.</summary>
    public static IReadOnlySet<string> Of(string caseId, IEnumerable<Fact> facts)
    {
        var (ids, rounds) = (new HashSet<string>(), new Dictionary<string, int>());
        foreach (var fact in facts)
        {
            ids.Add(OfEvent(caseId, fact.Number));
            if (fact.Data is AlertRaised raised)
            {
                rounds[raised.AlertId] = raised.Round;
                ids.Add(new NoticeKey(raised.AlertId, DeliveryOutcomes.Raised, raised.Round).Id);
            }
            else if (fact.Data is AlertResolved { AlertIds: [.., var top] } && rounds.TryGetValue(top, out var round))
            {
                ids.Add(new NoticeKey(top, DeliveryOutcomes.Resolved, round).Id);
            }
        }

        return ids;
    }
}
