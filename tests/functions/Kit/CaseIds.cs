using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>Case ids before there is a case.</summary>
public static class CaseIds
{
    /// <summary>The id of a child's first case at council 825.</summary>
    public static string Of(string subject)
    {
        _ = LocalAuthorityCode.TryParse("825", out var council);
        return CaseId.For(council, subject, 1).Value;
    }
}
