using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Domain.Assessments;

/// <summary>The council uploads one of its papers; the same file twice is one paper.</summary>
public static class UploadPaper
{
    public static Decision Decide(CaseState state, DateTimeOffset now, DocumentReceived paper)
    {
        if (state.Documents.Any(document => document.Document.DocumentId == paper.DocumentId))
        {
            return Decision.Nothing;
        }

        return state.IsOpen
            ? Decision.Record(now, paper)
            : Decision.Refuse(RefusalKind.Conflict, ProblemCodes.CaseClosed, "The case is closed: no papers can be added.");
    }
}

/// <summary>The council downloads a returned document; its first download is recorded as collected.</summary>
public static class CollectDocument
{
    public static Decision Decide(CaseState state, DateTimeOffset now, string documentId, string byOrganisation)
    {
        var document = state.Documents.FirstOrDefault(document => document.Document.DocumentId == documentId);
        var collects = document is { CollectedAt: null } && document.From != byOrganisation && byOrganisation == state.Header.LocalAuthority;
        return collects ? Decision.Record(now, new DocumentCollected(documentId)) : Decision.Nothing;
    }
}
