using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Pathways;

/// <summary>Who assesses.</summary>
public enum PathwayCode
{
    Clinic,
    GpPool,
    HostProvider,
    Neonatal,
    Uasc,
    Refusal,
    NotRequired,
}

/// <summary>A pathway and the facts that decided it, in words without personal data.</summary>
public sealed record Pathway(PathwayCode Code, string Reason)
{
    /// <summary>The code in messages.</summary>
    public string Name => Code switch
    {
        PathwayCode.Clinic => "clinic",
        PathwayCode.GpPool => "gp-pool",
        PathwayCode.HostProvider => "host-provider",
        PathwayCode.Neonatal => "neonatal",
        PathwayCode.Uasc => "uasc",
        PathwayCode.Refusal => "refusal",
        PathwayCode.NotRequired => "not-required",
        _ => throw new InvalidOperationException("Unknown pathway."),
    };

    /// <summary>Decides by the facts alone; the first rule that fits.</summary>
    public static Pathway Of(CaseState state, Policy policy)
    {
        if (Ssda903.ShortBreaks.Contains(state.Care.LegalStatus ?? ""))
        {
            return new(PathwayCode.NotRequired, $"Legal status {state.Care.LegalStatus} is a short break: no assessment clock runs.");
        }

        var ceha = Ceha.Of(state, policy);
        if (state.Ceased is not null && ceha?.Stage != CehaStage.SignedOff && KeyDateStandings.MetOn(state, KeyDate.SummaryAndPlanReturned, policy) is null)
        {
            return new(PathwayCode.NotRequired, "Care ended before the assessment was returned.");
        }

        var isUnaccompanied = state.Child.UnaccompaniedAsylumSeeker == true;
        var earlier = EarlierAssessment.UsedFrom(state, policy);
        if (earlier is { } on && !isUnaccompanied)
        {
            return new(PathwayCode.NotRequired, $"The assessment of {DateWords.Of(on)}, within {policy.EarlierAssessmentMonths} months before care began, is used.");
        }

        if (ceha is not null)
        {
            return new(PathwayCode.Refusal, $"The assessment was declined {state.DeclinedOf(0).Count()} times: a Care Entry Health Assessment is offered.");
        }

        if (state.Child.InHospitalSinceBirth == true)
        {
            return new(PathwayCode.Neonatal, "In hospital since birth: the hospital's consultant assesses.");
        }

        if (!isUnaccompanied)
        {
            return ByPlacement(state, policy);
        }

        const string commissioned = "Unaccompanied asylum-seeking child: separately commissioned.";
        return new(PathwayCode.Uasc, earlier is { } seen ? $"{commissioned} The assessment of {DateWords.Of(seen)} is used; its documents are still to come." : commissioned);
    }

    /// <summary>Who does a review: decided by the placement alone.</summary>
    public static Pathway OfReview(CaseState state, Policy policy) => ByPlacement(state, policy);

    private static Pathway ByPlacement(CaseState state, Policy policy)
    {
        if (state.Care.Placement?.LocalAuthority is not { } area)
        {
            return new(PathwayCode.Clinic, "In whose area the child is placed is not told: taken as the council's own, the clinic for looked-after children.");
        }

        if (area == state.Header.LocalAuthority)
        {
            return new(PathwayCode.Clinic, "Placed in the council's own area: the clinic for looked-after children.");
        }

        var age = state.Child.AgeOn(state.DayZero);
        return age >= policy.GpPoolFromAge && state.Child.KnownToCommunityPaediatrics != true
            ? new(PathwayCode.GpPool, $"Placed out of area ({area}), aged {policy.GpPoolFromAge} or over, not known to community paediatrics: a trained GP.")
            : new(PathwayCode.HostProvider, $"Placed out of area ({area}): negotiated with the provider there.");
    }
}
