namespace IntegrationHub.Functions.Policies;

/// <summary>Stable codes of faults that only policy files have; the others are those of notifications.</summary>
public static class PolicyFaultCodes
{
    /// <summary>No file at all: a policy that was meant to be there would be missed.</summary>
    public const string NoFiles = "no-policy-files";

    /// <summary>A file whose name doesn't end in <c>.json</c>: nothing in the folder is passed over in silence.</summary>
    public const string NotAPolicyFile = "not-a-policy-file";

    /// <summary>Two files for the same council, provider and day.</summary>
    public const string SamePartnership = "same-partnership";

    /// <summary>Two files of a council name different providers for it from the same day on.</summary>
    public const string DefaultProviderDiffers = "default-provider-differs";

    /// <summary>A default provider of any council.</summary>
    public const string DefaultProviderOfAny = "default-provider-of-any";

    /// <summary>Beyond what SI 2010/959 allows.</summary>
    public const string StatutoryLimit = "statutory-limit";

    /// <summary>A key date due before, or together with, the one before it.</summary>
    public const string TargetOrder = "target-order";

    /// <summary>Levels that don't rise.</summary>
    public const string LevelOrder = "level-order";

    /// <summary>A higher level that is reached before a lower one.</summary>
    public const string WhenOrder = "when-order";

    /// <summary>A parent's or carer's role: no alert goes to them.</summary>
    public const string PersonalRole = "personal-role";

    /// <summary>The operator's role in a partnership's own file: alarms are nobody's but the operator's, who would be passed over in silence.</summary>
    public const string OperationsOfPartnership = "operations-of-partnership";

    /// <summary>An item that stands twice.</summary>
    public const string Repeated = "repeated";

    /// <summary>A time of day that isn't <c>HH:mm</c>.</summary>
    public const string TimeFormat = "time-format";

    /// <summary>Quiet hours that start when they end.</summary>
    public const string SameTimes = "same-times";

    /// <summary>A review would be referred before the assessment it follows.</summary>
    public const string LeadTime = "lead-time";
}
