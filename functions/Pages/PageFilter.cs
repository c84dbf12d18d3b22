using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Assessments;
using IntegrationHub.Functions.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Pages;

/// <summary>A form that brings files.</summary>
internal sealed record BringsFiles;

/// <summary>Every form that is sent to a page comes from a page of the hub's own, and is of a size that it can have.</summary>
internal sealed class PageFilter : IEndpointFilter
{
    private const int FormBytes = 64 * 1024;

    /// <summary>Two documents, and room for what is between them.</summary>
    private const int UploadBytes = (2 * DocumentTypes.MaxBytes) + (1024 * 1024);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsPost(http.Request.Method))
        {
            Bound(http);
            if (RequestBodies.EncodingRefusal(http.Request) is { } encoded)
            {
                return encoded;
            }

            if (!await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
            {
                return Answers.Refused(400, ProblemCodes.InvalidRequest, "The form didn't come from one of the hub's own pages, or is too old.");
            }
        }

        return await next(context);
    }

    /// <summary>Documents stay in memory: nothing of a child is put on the machine's disk on its way.</summary>
    private static void Bound(HttpContext http)
    {
        var most = http.GetEndpoint()?.Metadata.GetMetadata<BringsFiles>() is null ? FormBytes : UploadBytes;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = most;
        }

        http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions
        {
            MemoryBufferThreshold = most,
            BufferBodyLengthLimit = most,
            MultipartBodyLengthLimit = most,
            ValueCountLimit = 200,
            ValueLengthLimit = FormBytes,
        }));
    }
}
