using System.Text;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Passports;
using IntegrationHub.Functions.Assessments;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Functions.Passports;

/// <summary>
/// Gives the council a young person's health passport when it is due: two documents of the case, stored before the one commit that names them. Cut off
/// in between, the next attempt writes the same bytes under the same names.
/// </summary>
internal sealed class IssuePassports(
    PassportSources sources, RenderPassport document, RenderPassportPage page, DocumentStore documents, CaseStore cases, CaseRules rules, TimeProvider time)
{
    // The case may change while a passport is written from it. After that many changes in a row the next sweep has a go.
    private const int MostAttempts = 3;

    /// <summary>Issues the passport of a case if one is due; does nothing otherwise.</summary>
    public async Task IssueIfDue(StoredCase stored, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MostAttempts && Passport.IsDue(stored.State, LondonTime.Today(time), rules.For(stored.State)); attempt++)
        {
            var written = await Write(stored, cancel);
            var result = await cases.Change(
                stored.Document.Header, Actor.Hub(nameof(IssuePassports)),
                state => IssuePassport.Decide(state, new IssuePassportCommand(time.GetUtcNow(), stored.Version, written), rules.For(state)), cancel);
            if (result.Changed || result.Case is null)
            {
                return;
            }

            stored = result.Case;
        }
    }

    private async Task<IReadOnlyList<DocumentReceived>> Write(StoredCase stored, CancellationToken cancel)
    {
        var asOf = Passport.AsOf(Passport.DueOn(stored.State, rules.For(stored.State))!.Value, stored.LastUpdated);
        var source = await sources.Load(stored, asOf, cancel);
        return
        [
            await Keep(source, DocumentKinds.HealthPassport, "application/fhir+json", "health-passport.json", FhirJson.SerializeToUtf8Bytes(document.Of(source)), cancel),
            await Keep(source, DocumentKinds.HealthPassportPage, "text/html", "health-passport.html", Encoding.UTF8.GetBytes(page.Of(source)), cancel),
        ];
    }

    private async Task<DocumentReceived> Keep(PassportSource source, string kind, string contentType, string fileName, byte[] content, CancellationToken cancel)
    {
        var caseId = source.Case.State.CaseId;
        var sha256 = DocumentStore.HashOf(content);
        await documents.Store(caseId, sha256, contentType, BinaryData.FromBytes(content), cancel);
        return new DocumentReceived(
            DocumentIds.For(caseId, kind, sha256), kind, sha256, contentType, fileName, content.Length, null, null, source.History.AsOf, null);
    }
}
