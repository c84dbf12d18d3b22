using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>Case ids before there is a case.</summary>
public static class CaseIds
{
    /// <summary>The id of a child's case at council 825, the first or a later one.</summary>
    public static string Of(string subject, int episode = 1)
    {
        _ = LocalAuthorityCode.TryParse("825", out var council);
        return CaseId.For(council, subject, episode).Value;
    }
}
