using System.Runtime.InteropServices;
using System.Text.Json;

namespace IntegrationHub.Functions.Imports;

/// <summary>On which line of a JSON text an element stands.</summary>
public sealed class JsonLines
{
    private const int Block = 4096;
    private readonly ReadOnlyMemory<byte> json;

    /// <summary>Of each block, the lines that end before it.</summary>
    private readonly int[] before;

    /// <param name="json">The text that the elements' document was parsed from.</param>
    public JsonLines(ReadOnlyMemory<byte> json)
    {
        this.json = json;
        before = new int[(json.Length / Block) + 1];
        for (var block = 1; block < before.Length; block++)
        {
            before[block] = before[block - 1] + json.Span.Slice((block - 1) * Block, Block).Count((byte)'\n');
        }
    }

    /// <summary>1 for the first line.</summary>
    public int Of(JsonElement element)
    {
        if (!json.Span.Overlaps(JsonMarshal.GetRawUtf8Value(element), out var at))
        {
            return 1;
        }

        var block = at / Block;
        return 1 + before[block] + json.Span[(block * Block)..at].Count((byte)'\n');
    }
}
