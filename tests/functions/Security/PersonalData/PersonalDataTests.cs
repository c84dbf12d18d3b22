using System.Text.RegularExpressions;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Telemetry;
using Xunit.Abstractions;

namespace IntegrationHub.Functions.Tests.Security.PersonalData;

/// <summary>
/// Nothing that names a person leaves the hub but by the answers, documents and messages that are for that. Whatever does is explained here by name.
/// </summary>
[Collection(TestStack.Name)]
public sealed class PersonalDataTests(TestStack stack, ITestOutputHelper output)
{
    /// <summary>What may stand where, and why; patterns over a hit's place and kind.</summary>
    private static readonly (string Where, string What, string Why)[] Explained =
    [
        ("^(refusal |message on social-care-events)", "as the name of a member$", "A fault names the place: the name of a member, as long as it looks like one that a developer chose, to whoever chose it."),
        ("^message on social-care-events$", "^(id|source) of a refused message$", "What was refused is named to its sender by the key that the sender gave it."),
        ("^message on social-care-events$", "^the council's own reference$", "An event is about a child by the council's own reference of it, and goes to that council alone."),
        ("^blob in deliveries$", "^(the council's own reference|notification/subject|import/la_child_id)$", "Who is alerted has to know about which child: by the reference that means nothing to anybody else."),
        ("^blob in deliveries$", "^address of whoever is alerted$", "An alert goes to an address: of a member of staff, as the council named it for that."),
    ];

    [Fact]
    public async Task Whatever_is_sent_and_however_it_fails_what_the_hub_emits_names_nobody()
    {
        await using var collector = await Collector.Start();
        await using var hub = await stack.StartHub(settings: [.. collector.Settings, ("HUB_SUBSCRIPTION_ENDPOINTS", "http://127.0.0.1:9/")]);
        var (marks, emitted) = (new Marks(), new Emissions());
        var story = new MarkedStory(hub, marks, emitted);
        await story.Play();
        await story.Fail();
        await emitted.Collect(hub);
        await emitted.Collect(collector);

        var hits = emitted.All.SelectMany(emission => marks.Found(emission.Where, emission.Text)).Distinct().ToList();
        output.WriteLine($"{emitted.All.Count} emissions of {emitted.All.Sum(emission => emission.Text.Length)} characters, {hits.Count} hits");
        var unexplained = hits.Where(hit => !Explained.Any(known => IsExplained(hit, known.Where, known.What))).ToList();
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained));
        Assert.All(Explained, known => Assert.True(hits.Any(hit => IsExplained(hit, known.Where, known.What)), $"No longer so: {known.Where}, {known.What}"));
    }

    private static bool IsExplained(Hit hit, string where, string what) => Regex.IsMatch(hit.Where, where) && Regex.IsMatch(hit.What, what);
}
