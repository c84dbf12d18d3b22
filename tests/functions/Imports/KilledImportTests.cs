using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Imports;

/// <summary>An import whose process is killed after any of its storage requests, and that is sent again as a whole.</summary>
[Collection(TestStack.Name)]
public sealed class KilledImportTests(SharedInProcessHub shared) : IClassFixture<SharedInProcessHub>
{
    private const int MostRequests = 150;

    // Over the notifications of an import every kind of request is met: what each of them does comes at another place in its round.
    private const int Step = 3;
    private readonly InProcessHub hub = shared.Hub;

    [Fact]
    public async Task Killed_anywhere_and_sent_again_it_is_as_if_nothing_had_happened()
    {
        var (expected, _) = await Imported(-1);
        Assert.Equal(2, expected.Split('\n').Count(fact => fact.Contains("changed", StringComparison.Ordinal)));
        var points = 0;
        for (var request = 0; ; request += Step)
        {
            Assert.True(request < MostRequests, "It never completes.");
            var (facts, struck) = await Imported(request);
            Assert.True(facts == expected, $"Killed after request {request}, {struck}:\n{facts}\ninstead of\n{expected}");
            if (struck is null)
            {
                break;
            }

            points++;
        }

        Assert.True(points > 5, $"Only {points} points were met.");
    }

    /// <summary>Imports a child, killed after a request, and then again; what is told of the child, and what was struck.</summary>
    private async Task<(string Facts, string? Struck)> Imported(int request)
    {
        var child = Sample.NewSubject();
        string[] tables =
        [
            Csv.Table(Csv.NamedColumns, Csv.Named(child)),
            Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "12/10/2026", to: "26/10/2026", reason: "X1"), Csv.Episode(child, "26/10/2026", "B", "C1", "K2")),
        ];
        hub.Plan.Arm(FaultKind.KillAfter, request);
        try
        {
            await Import(tables);
        }
        catch (HttpRequestException)
        {
            // A process that is gone answers nobody.
        }

        var struck = hub.Plan.Struck;
        hub.Plan.Revive();
        var again = await Import(tables);
        Assert.True(again.Status == 200, again.Body);
        Assert.Equal(0, (int)again.Json["children"]!["refused"]!);

        var facts = await hub.Facts(CaseIds.Of(child));
        return (string.Join('\n', facts.Select(fact => $"{fact!["data"]?["type"] ?? fact["type"]}")), struck);
    }

    private Task<Answer> Import(string[] tables) => hub.Send(HttpMethod.Post, "hub/imports", hub.SocialCare, Csv.Form(tables));
}
