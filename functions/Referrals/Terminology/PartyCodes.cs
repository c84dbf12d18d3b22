using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>Who takes part in a referral: people and organisations.</summary>
internal static class PartyCodes
{
    /// <summary>The council that looks after the child.</summary>
    public const string Council = "council";

    /// <summary>The NHS organisation that assesses.</summary>
    public const string HealthProvider = "health-provider";

    public static IReadOnlyList<HubCodeSystem> Systems { get; } =
    [
        new(FhirSystems.ContactRole, "ContactRole", "Contact role", "What a person is to a looked-after child, or does for the child at the council.",
        [
            new(ContactRoles.SocialWorker, "Social worker", "The child's social worker at the council."),
            new(ContactRoles.TeamManager, "Team manager", "Manages the social worker's team."),
            new(ContactRoles.BusinessSupportOfficer, "Business support officer", "Sends the papers of the referral."),
            new(ContactRoles.IndependentReviewingOfficer, "Independent reviewing officer", "Chairs the reviews of the child's case."),
            new(ContactRoles.ServiceManager, "Service manager", "Manages the teams for looked-after children."),
            new(ContactRoles.AssistantDirector, "Assistant director", "Answers for the council's services for children."),
            new(ContactRoles.Parent, "Parent", "A parent of the child."),
            new(ContactRoles.Carer, "Carer", "Looks after the child from day to day, such as a foster carer."),
        ]),
        new(FhirSystems.OrganizationRole, "OrganizationRole", "Organisation role", "What an organisation does in a referral.",
        [
            new(Council, "Council", "The local authority that looks after the child and asks for the assessment."),
            new(HealthProvider, "Health provider", "The NHS organisation that is asked to assess the child."),
        ]),
    ];
}
