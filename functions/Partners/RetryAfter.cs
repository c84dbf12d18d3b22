namespace IntegrationHub.Functions.Partners;

/// <summary>What a partner asks for by the header <c>Retry-After</c> (RFC 9110, section 10.2.3).</summary>
public static class RetryAfter
{
    /// <returns>How long to wait; null when nothing is asked for, or it is over.</returns>
    public static TimeSpan? Of(HttpResponseMessage answer, TimeProvider realTime)
    {
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? asked?.Date - realTime.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }
}
