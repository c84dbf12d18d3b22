namespace IntegrationHub.Functions.Referrals;

/// <summary>Literal references.</summary>
public static class References
{
    /// <summary>The id in <c>Type/id</c>, relative or absolute, with or without a version; null for another type or form.</summary>
    public static string? IdIn(string? reference, string type)
    {
        if (reference is null)
        {
            return null;
        }

        var parts = reference.Split('/');
        var history = Array.IndexOf(parts, "_history");
        var end = history < 0 ? parts.Length : history;
        return end >= 2 && parts[end - 2] == type ? parts[end - 1] : null;
    }
}
