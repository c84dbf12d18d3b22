using System.Globalization;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;
using Xunit.Abstractions;

namespace IntegrationHub.Functions.Tests.Retention;

/// <summary>The removal of a case is struck at each of its storage requests, in each way; then the timer fires again.</summary>
[Collection(CrashPoints.Name)]
public sealed class RetentionCrashTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int MostRequests = 200;
    private const string Now = "2027-02-01T03:40:00Z";

    private readonly StorageOnlyStack stack = new();

    public Task InitializeAsync() => stack.InitializeAsync();

    public Task DisposeAsync() => stack.DisposeAsync();

    public static TheoryData<FaultKind> Kinds => [.. Enum.GetValues<FaultKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Struck_anywhere_and_begun_again_the_case_is_gone_with_its_proof_and_nothing_else_is(FaultKind kind)
    {
        var (account, folder) = (stack.NewAccount(), stack.NewFolder());
        await using var bench = await CrashBench.Start(account, folder);
        var kept = (await bench.Clean.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await using var recovery = await Start(account, folder);
        await using var struck = await Start(account, folder);
        struck.Plan.Meanwhile = () => recovery.Trigger("ApplyRetention", Sample.TimerEnvelope());
        var points = 0;
        var isStruck = true;
        for (var request = 0; isStruck; request++)
        {
            Assert.True(request < MostRequests, "It never completes.");
            if (!CrashDepth.Strikes(kind, request))
            {
                continue;
            }

            var closed = await ClosedCase.Make(bench);
            struck.Plan.Arm(kind, request);
            await struck.Trigger("ApplyRetention", Sample.TimerEnvelope());
            var where = string.Create(CultureInfo.InvariantCulture, $"{kind} {request}: {struck.Plan.Struck}");
            isStruck = struck.Plan.Struck is not null;
            points += isStruck ? 1 : 0;
            struck.Plan.Revive();

            // Half removed it is seen by nobody, or whole.
            var seen = await recovery.Get($"hub/cases/{closed.CaseId}/documents", recovery.SocialCare);
            Assert.True(seen.Status == 404 || seen.Json["documents"]!.AsArray().Count == 2, where);

            await CrashBench.Done(recovery.Trigger("ApplyRetention", Sample.TimerEnvelope()));
            var traces = await closed.Traces(bench);
            Assert.True(traces.Count == 0, $"{where}\n{string.Join('\n', traces)}");
            await Proven(recovery, closed.CaseId, where);
        }

        Assert.Equal(200, (await recovery.Get($"hub/cases/{kept}", recovery.SocialCare)).Status);
        Assert.Empty((await recovery.Send(HttpMethod.Post, "hub/operations/check", recovery.Token("operations"), null)).Json["findings"]!.AsArray());
        output.WriteLine($"{points} crash points: retention, {kind}");
    }

    /// <summary>Once, or twice the same where the answer to the first was lost.</summary>
    private static async Task Proven(InProcessHub hub, string caseId, string where)
    {
        var lines = (await hub.Get($"hub/operations/audit?caseId={caseId}&operation=ApplyRetention", hub.Token("operations"))).Json["entries"]!.AsArray();
        var proof = Assert.Single(lines.Select(line => line!["removed"]!.ToJsonString()).Distinct());
        Assert.Contains("\"documents\":2", proof, StringComparison.Ordinal);
        Assert.True(lines.Count <= 2, where);
    }

    private static Task<InProcessHub> Start(string account, string folder) => InProcessHub.Start(account, folder, Now, changes: [("HUB_RETENTION_DAYS", "30")]);
}
