using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Cases;

/// <summary>Loads a case for a caller who may see it. One that isn't the caller's is not there.</summary>
public sealed class VisibleCases(CaseStore cases)
{
    /// <summary>The case, noted for the audit; null when it doesn't exist or isn't the caller's.</summary>
    public async Task<StoredCase?> Find(HttpContext http, string? caseId, CancellationToken cancel)
    {
        var context = http.Features.GetRequiredFeature<RequestContext>();
        if (!CaseId.TryParse(caseId, out var id))
        {
            return null;
        }

        context.CaseId = id.Value;
        var stored = await cases.Load(id, cancel);
        return stored is null ? null : Access.View(context.Caller!, context.Operation, stored);
    }

    /// <summary>Notes for the audit which case a request is about.</summary>
    public static void Note(HttpContext http, CaseId id) => http.Features.GetRequiredFeature<RequestContext>().CaseId = id.Value;

    /// <summary>The caller of a request that passed the gate.</summary>
    public static Caller CallerOf(HttpContext http) => http.Features.GetRequiredFeature<RequestContext>().Caller!;
}
