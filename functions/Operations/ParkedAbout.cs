using System.Text;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Operations;

/// <summary>A parked message that names a case or its child.</summary>
/// <param name="Body">What was to be processed, as text.</param>
/// <param name="NamesCase">False when it names the council's reference of the child only: then it may be about another episode.</param>
public sealed record AboutCase(StoredParked Parked, string Body, bool NamesCase);

/// <summary>
/// Finds parked messages that are about a case. Parked is what could not be understood, so its text is searched: for the case's id, or for the council together
/// with its reference of the child. A message that names the child in another way is not found.
/// </summary>
public sealed class ParkedAbout(ParkedStore parked)
{
    public async IAsyncEnumerable<AboutCase> Of(CaseHeader header, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var entry in parked.List(null, null, cancel))
        {
            if (entry.State == ParkedStates.Discarded || await parked.Find(entry.Id, cancel) is not { Message.Envelope: not null } stored)
            {
                continue;
            }

            var body = Encoding.UTF8.GetString(ReplayParked.BodyOf(stored.Message).Span);
            var namesCase = body.Contains(header.CaseId, StringComparison.Ordinal);
            if (namesCase || NamesChild(body, header))
            {
                yield return new AboutCase(stored, body, namesCase);
            }
        }
    }

    private static bool NamesChild(string body, CaseHeader header) =>
        body.Contains($"\"{header.LocalId}\"", StringComparison.Ordinal) && body.Contains($"urn:uk:la:{header.LocalAuthority}:", StringComparison.Ordinal);
}
