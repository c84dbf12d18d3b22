using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Pathways;

/// <summary>How far a Care Entry Health Assessment has come.</summary>
public enum CehaStage
{
    /// <summary>The Designated Nurse offers it; the social worker has not agreed yet.</summary>
    Offered,

    /// <summary>Agreed; the summary is not back.</summary>
    Agreed,

    /// <summary>The summary is back; the Designated Doctor has not signed it off.</summary>
    Assessed,

    /// <summary>Signed off: done, until another summary takes the place of the one that was signed off.</summary>
    SignedOff,
}

/// <summary>
/// The Care Entry Health Assessment, offered when a young person keeps declining the Initial Health Assessment. It is not an IHA and is never
/// counted as one.
/// </summary>
/// <param name="OfferedOn">Day of the refusal that decided.</param>
/// <param name="AssessedOn">When the young person was seen, or else when the summary came.</param>
public sealed record Ceha(CehaStage Stage, DateOnly OfferedOn, DateOnly? AgreedOn, DateOnly? AssessedOn, DateOnly? SignedOffOn)
{
    /// <summary>Where it stands; null while none is offered, or once an IHA came back after all.</summary>
    public static Ceha? Of(CaseState state, Policy policy)
    {
        if (Refusals.DecidedOn(state, policy) is not { } offered || state.FirstDocument(DocumentKinds.IhaSummary) is not null)
        {
            return null;
        }

        var summary = state.FirstDocument(DocumentKinds.CehaSummary);
        var assessed = summary is null ? (DateOnly?)null : summary.Document.AssessedOn ?? LondonTime.DateOf(summary.ReceivedAt);
        var signedOff = state.CehaSignOff is { } signOff ? LondonTime.DateOf(signOff.At) : (DateOnly?)null;
        var agreed = state.CehaAgreedOn is { } on && state.IsOfThisClock(on) ? on : (DateOnly?)null;
        var stage = signedOff is not null ? CehaStage.SignedOff
            : summary is not null ? CehaStage.Assessed
            : agreed is not null ? CehaStage.Agreed
            : CehaStage.Offered;
        return new Ceha(stage, offered, agreed, assessed, signedOff);
    }

    /// <summary>The code in messages.</summary>
    public string StageName => Stage switch
    {
        CehaStage.Offered => "offered",
        CehaStage.Agreed => "agreed",
        CehaStage.Assessed => "assessed",
        CehaStage.SignedOff => "signed-off",
        _ => throw new InvalidOperationException("Unknown stage."),
    };
}
