using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IntegrationHub.Functions.Hosting;

/// <summary>What one connection and one request may take of the hub, before anything of it is looked at.</summary>
public static class HubLimits
{
    /// <summary>The Functions host's own bound too. Each endpoint that reads a body has a lower one.</summary>
    public const int MaxBodyBytes = 100 * 1024 * 1024;

    /// <summary>A token of 16 KB, what a front end adds, and room.</summary>
    public const int MaxHeaderBytes = 32 * 1024;

    public const int MaxHeaders = 100;

    /// <summary>A search by GET; longer ones go by <c>POST _search</c>.</summary>
    public const int MaxRequestLineBytes = 8 * 1024;

    public static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second, after <see cref="SlowFor"/>: a connection that is slower holds a place that others need.</summary>
    public const double LowestRate = 240;

    public static readonly TimeSpan SlowFor = TimeSpan.FromSeconds(5);

    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxRequestBufferSize = 1024 * 1024;
        limits.MaxResponseBufferSize = 64 * 1024;
        limits.RequestHeadersTimeout = HeadersWithin;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        limits.MinRequestBodyDataRate = new MinDataRate(LowestRate, SlowFor);
        limits.MinResponseDataRate = new MinDataRate(LowestRate, SlowFor);
    }
}
