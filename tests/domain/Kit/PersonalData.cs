namespace IntegrationHub.Domain.Tests.Kit;

/// <summary>Whether a text shows who the child of the examples is.</summary>
internal static class PersonalData
{
    private static readonly string[] Tells =
        ["Avery", "Testchild", "9990000018", "999 000 0018", "2019-05-14", "14 May 2019", "14/05/2019", "14.05.2019", "HP20"];

    public static bool IsIn(string text) => Tells.Any(tell => text.Contains(tell, StringComparison.OrdinalIgnoreCase));
}
