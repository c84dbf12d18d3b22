using System.Text.Json;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Tests.Referrals.Shape;

public sealed class ReadableTextTests
{
    [Theory]
    [InlineData(@"""\ud83d\ude00""")]
    [InlineData(@"""\\ud83d""")]
    [InlineData(@"""\u002B\u00e9\n\""""")]
    [InlineData(@"{""a\u0062"":[""\uD83D\uDE00""]}")]
    public void Whole_characters_can_be_read(string json) => Assert.True(ReadableText.Is(JsonSerializer.Deserialize<JsonElement>(json)));

    [Theory]
    [InlineData(@"""\ud83d""")]
    [InlineData(@"""\ude00\ud83d""")]
    [InlineData(@"""\ud83d\\ude00""")]
    [InlineData(@"""\ud83d x\ude00""")]
    [InlineData(@"{""\ud83d"":1}")]
    public void Halves_of_characters_can_not(string json) => Assert.False(ReadableText.Is(JsonSerializer.Deserialize<JsonElement>(json)));
}
