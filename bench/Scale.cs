namespace IntegrationHub.Bench;

/// <summary>How much is measured.</summary>
internal sealed record Scale
{
    /// <summary>Everything, for figures to quote.</summary>
    public static Scale Full { get; } = new()
    {
        IsShort = false,
        Rounds = 5,
        Connections = 16,
        Warmup = 1000,
        Notifications = 1000,
        Cases = [100, 10_000, 50_000],
        OpenReferrals = 100,
        DueCases = 100,
        Pulls = 100,
        Starts = 9,
        HourOfLoad = 3600,
        SettleAfterLife = TimeSpan.FromSeconds(42),
    };

    /// <summary>Shows in seconds that everything can be measured; no figure of it means anything.</summary>
    public static Scale Short { get; } = new()
    {
        IsShort = true,
        Rounds = 1,
        Connections = 4,
        Warmup = 4,
        Notifications = 12,
        Cases = [6, 12],
        OpenReferrals = 4,
        DueCases = 2,
        Pulls = 2,
        Starts = 1,
        HourOfLoad = 12,
        SettleAfterLife = TimeSpan.Zero,
    };

    public required bool IsShort { get; init; }

    /// <summary>Each side runs once in each.</summary>
    public required int Rounds { get; init; }

    public required int Connections { get; init; }

    /// <summary>Notifications to each server before anything is timed.</summary>
    public required int Warmup { get; init; }

    /// <summary>Notifications that are timed, a side and round.</summary>
    public required int Notifications { get; init; }

    /// <summary>How many cases the store holds when it is pulled from and swept, ascending.</summary>
    public required IReadOnlyList<int> Cases { get; init; }

    /// <summary>Of these, how many wait for the health team; the same at each size.</summary>
    public required int OpenReferrals { get; init; }

    /// <summary>How many are due when the sweep runs.</summary>
    public required int DueCases { get; init; }

    /// <summary>Searches of each kind, at each size.</summary>
    public required int Pulls { get; init; }

    /// <summary>Starts of each program.</summary>
    public required int Starts { get; init; }

    /// <summary>Notifications that stand for an hour of load.</summary>
    public required int HourOfLoad { get; init; }

    /// <summary>How long after a life the hub still removes what became obsolete.</summary>
    public required TimeSpan SettleAfterLife { get; init; }
}
