namespace IntegrationHub.Functions.Referrals;

/// <summary>Literal references.</summary>
public static class References
{
    /// <summary>
    /// The id in <c>Type/id</c>, relative or under the hub's own address, with or without a version; null for another type,
    /// form or server.
    /// </summary>
    /// <param name="hub">The hub's public URL.</param>
    public static string? IdIn(string? reference, string type, string hub)
    {
        var prefix = $"{hub}/hub/fhir/";
        var relative = reference?.StartsWith(prefix, StringComparison.Ordinal) == true ? reference[prefix.Length..] : reference;
        return relative?.Split('/') switch
        {
            [var named, var id] when named == type => id,
            [var named, var id, "_history", _] when named == type => id,
            _ => null,
        };
    }
}
