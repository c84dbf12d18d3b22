namespace IntegrationHub.Tools.Hub.Local;

/// <summary>NHS numbers of the 999 range, which is never given to a patient.</summary>
internal static class NhsNumbers
{
    /// <summary>A number with a right check digit (modulus 11); the same one for the same seed.</summary>
    public static string Invented(long seed)
    {
        for (var serial = Math.Abs(seed) % 1_000_000; ; serial = (serial + 1) % 1_000_000)
        {
            var nine = $"999{serial:000000}";
            if (CheckDigit(nine) is { } digit)
                return $"{nine}{digit}";
        }
    }

    /// <summary>Null where the rule leaves no digit.</summary>
    private static int? CheckDigit(string nine)
    {
        var digit = 11 - nine.Select((character, at) => (character - '0') * (10 - at)).Sum() % 11;
        return digit switch { 11 => 0, 10 => null, _ => digit };
    }
}
