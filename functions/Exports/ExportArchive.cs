using System.IO.Compression;
using System.Text;
using System.Text.Json;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Exports;

/// <summary>A zip that is written from its beginning to its end, one entry after the other.</summary>
internal sealed class ExportArchive : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(Answers.Json) { WriteIndented = true };
    private readonly ZipArchive archive;
    private readonly CancellationToken cancel;

    private ExportArchive(ZipArchive archive, CancellationToken cancel) => (this.archive, this.cancel) = (archive, cancel);

    public static async Task<ExportArchive> Create(Stream to, CancellationToken cancel) =>
        new(await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancel), cancel);

    public Task AddText(string name, string text) => Add(name, content => content.WriteAsync(Encoding.UTF8.GetBytes(text), cancel).AsTask());

    public Task AddJson<T>(string name, T value) => Add(name, content => JsonSerializer.SerializeAsync(content, value, Json, cancel));

    /// <summary>JSON Lines.</summary>
    public Task AddLines<T>(string name, IAsyncEnumerable<T> values) => Add(name, async content =>
    {
        await foreach (var value in values.WithCancellation(cancel))
        {
            await JsonSerializer.SerializeAsync(content, value, Answers.Json, cancel);
            await content.WriteAsync("\n"u8.ToArray(), cancel);
        }
    });

    public Task AddBytes(string name, ReadOnlyMemory<byte> bytes) => Add(name, content => content.WriteAsync(bytes, cancel).AsTask());

    public Task AddStream(string name, Stream source) => Add(name, content => source.CopyToAsync(content, cancel));

    public ValueTask DisposeAsync() => archive.DisposeAsync();

    private async Task Add(string name, Func<Stream, Task> write)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Fastest);
        await using var content = await entry.OpenAsync(cancel);
        await write(content);
    }
}
