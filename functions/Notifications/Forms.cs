using System.Text.RegularExpressions;

namespace IntegrationHub.Functions.Notifications;

/// <summary>Forms of identifiers and addresses in a notification.</summary>
public static partial class Forms
{
    /// <summary>Outward and inward code; the space may be missing.</summary>
    [GeneratedRegex(@"^(GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKPSTUW]? ?[0-9][ABD-HJLNP-UW-Z]{2})\z", RegexOptions.IgnoreCase)]
    public static partial Regex Postcode();

    /// <summary>A letter and five digits.</summary>
    [GeneratedRegex(@"^[A-Z][0-9]{5}\z")]
    public static partial Regex GpPractice();

    /// <summary>Six digits.</summary>
    [GeneratedRegex(@"^[0-9]{6}\z")]
    public static partial Regex SchoolUrn();

    [GeneratedRegex(@"^[^@\s]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,63}\z")]
    public static partial Regex Email();

    /// <summary>BCP 47: language, optionally script and region.</summary>
    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\z")]
    public static partial Regex Language();
}
