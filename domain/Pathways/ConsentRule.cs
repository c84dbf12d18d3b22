using System.Collections.Frozen;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Domain.Pathways;

/// <summary>Whether the consent on a case suffices, and why.</summary>
public sealed record ConsentJudgement(bool Valid, string Reason);

/// <summary>
/// Who can consent depends on the legal status: under a care or placement order, or an emergency protection
/// order, the council shares parental responsibility (Children Act 1989, sections 33 and 44; Adoption and Children Act
/// 2002, section 25); otherwise a parent signs; from 16 on the young person (Family Law Reform Act 1969, section 8).
/// For an unaccompanied child no parent can be asked and no public source settles the route: the council's or the
/// young person's consent is accepted, which a partnership should confirm.
/// </summary>
public static class ConsentRule
{
    private static readonly FrozenSet<string> CouncilShares = new[] { "C1", "C2", "D1", "E1", "L2" }.ToFrozenSet();

    /// <summary>The consent as it stands.</summary>
    public static ConsentJudgement Judge(CaseState state) => Judge(state, state.Consent, state.Care.LegalStatus);

    /// <summary>A consent that was recorded, under a legal status of the case.</summary>
    public static ConsentJudgement Judge(CaseState state, ConsentState consent, string? legalStatus)
    {
        var whoMay = WhoMay(state, consent, legalStatus);
        return consent.Status switch
        {
            ConsentStatuses.Given when whoMay.Contains(consent.GivenBy) => new(true, "Consent is given by somebody who may give it."),
            ConsentStatuses.Given => new(false, $"Consent must come from the {string.Join(" or the ", whoMay.Select(Words))}."),
            ConsentStatuses.Refused => new(false, "Consent was refused."),
            ConsentStatuses.Withdrawn => new(false, "Consent was withdrawn."),
            _ => new(false, "No consent is recorded yet."),
        };
    }

    private static string[] WhoMay(CaseState state, ConsentState consent, string? legalStatus)
    {
        if (state.Child.AgeOn(consent.On ?? state.DayZero) >= 16)
        {
            return [ConsentGivers.YoungPerson];
        }

        if (state.Child.UnaccompaniedAsylumSeeker == true)
        {
            return [ConsentGivers.LocalAuthority, ConsentGivers.YoungPerson];
        }

        return CouncilShares.Contains(legalStatus ?? "")
            ? [ConsentGivers.LocalAuthority, ConsentGivers.Parent]
            : [ConsentGivers.Parent];
    }

    private static string Words(string giver) => giver switch
    {
        ConsentGivers.LocalAuthority => "local authority",
        ConsentGivers.YoungPerson => "young person",
        _ => giver,
    };
}
