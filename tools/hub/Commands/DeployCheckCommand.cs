using IntegrationHub.Tools.Hub.DeployCheck;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub deploy-check URL`: what can only be seen where the hub is deployed. Exit code 1 when a step fails. See docs/deploy-check.md.</summary>
internal static class DeployCheckCommand
{
    /// <summary>GOV.UK Notify takes it and sends nothing.</summary>
    private const string DeliveredToNobody = "simulate-delivered@notifications.service.gov.uk";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Positional is not [var typed] || !Uri.TryCreate(typed.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new UsageException("deploy-check takes the hub's address, such as https://hub.example");
        var wait = TimeSpan.FromSeconds(arguments.Number("wait", 180, 3600));
        var tokens = new CheckTokens(address, Environment.GetEnvironmentVariable, LocalSettings.FromEnvironment().DataFolder);
        using var hub = new HubClient(address, tokens.Of);
        var steps = new ProbeSteps(hub, address, wait).All().ToList();
        if (arguments.Has("probes"))
            return await CheckStep.RunAllAsync(steps, Console.Out, stop) ? 0 : 1;

        // Said before anything is left behind.
        tokens.Of(CheckTokens.SocialCare);
        tokens.Of(CheckTokens.Health);
        using var bus = BusSender.From(Environment.GetEnvironmentVariable);
        var realNow = TimeProvider.System.GetUtcNow();
        var now = address.IsLoopback ? await hub.NowAsync(stop) ?? realNow : realNow;
        var email = Environment.GetEnvironmentVariable("HUB_CHECK_EMAIL") is { Length: > 0 } set ? set : DeliveredToNobody;
        steps.AddRange(new StorySteps(hub, tokens, new StoryPlan(now, realNow, email, wait), bus).All());
        return await CheckStep.RunAllAsync(steps, Console.Out, stop) ? 0 : 1;
    }
}
