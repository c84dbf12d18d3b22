using System.Net;
using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.DeployCheck;

/// <summary>What can be asked without a token and without leaving anything behind: also of a live hub.</summary>
internal sealed class ProbeSteps(HubClient hub, Uri address, TimeSpan wait)
{
    public IEnumerable<CheckStep> All() =>
    [
        new("live", LiveAsync),
        new("ready", ReadyAsync),
        new("metadata", MetadataAsync),
        new("no token", NoTokenAsync),
        new("sign-in", SignInAsync),
        new("triggers", TriggersAsync),
    ];

    // A hub that was just deployed, or that nobody has asked for a while, starts now.
    private Task<string> LiveAsync(CancellationToken stop) => CheckStep.UntilAsync(async cancel =>
    {
        var answer = await TryAsync("hub/health/live", cancel);
        return answer?.Status == HttpStatusCode.OK ? ("answers", "") : (null, answer is null ? "no answer" : $"it answers {(int)answer.Status}");
    }, wait, stop);

    private Task<string> ReadyAsync(CancellationToken stop) => CheckStep.UntilAsync(async cancel =>
    {
        var answer = await TryAsync("hub/health/ready", cancel);
        var dependencies = string.Join(", ", (answer?.Body?["dependencies"]?.AsArray() ?? []).Select(one => $"{one!["name"]} {one["status"]}"));
        return answer?.Status == HttpStatusCode.OK ? (dependencies, "") : (null, dependencies.Length > 0 ? dependencies : "no list of dependencies");
    }, wait, stop);

    private async Task<string> MetadataAsync(CancellationToken stop)
    {
        var answer = await AskAsync("hub/fhir/metadata", stop);
        return answer.Status == HttpStatusCode.OK && (string?)answer.Body?["fhirVersion"] == "4.0.1"
            ? $"FHIR 4.0.1 at {answer.Body["implementation"]?["url"] ?? "an address that it doesn't name"}"
            : throw new CheckFailedException($"{(int)answer.Status}, and no CapabilityStatement of FHIR 4.0.1");
    }

    private async Task<string> NoTokenAsync(CancellationToken stop)
    {
        var answer = await AskAsync("hub/cases", stop);
        return answer.Status == HttpStatusCode.Unauthorized ? "401"
            : LeadsToSignIn(answer) ? "led to the sign-in"
            : throw new CheckFailedException($"cases without a token are answered with {(int)answer.Status}, not 401");
    }

    /// <summary>Where people can sign in, the start page leads whom nobody knows to it. What comes behind it needs a person.</summary>
    private async Task<string> SignInAsync(CancellationToken stop)
    {
        var answer = await AskAsync("hub/start", stop);
        return LeadsToSignIn(answer) ? $"the start page leads to {answer.Location!.Split('?')[0]}"
            : answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound ? $"no pages here ({(int)answer.Status})"
            : throw new CheckFailedException($"the start page is answered with {(int)answer.Status} and leads to no sign-in");
    }

    /// <summary>The platform's sign-in, Entra itself, or that of a local hub.</summary>
    private static bool LeadsToSignIn(Answer answer) => answer.Status == HttpStatusCode.Found && answer.Location is { } location
        && (location.Contains("/.auth/login/", StringComparison.Ordinal) || location.StartsWith("https://login.", StringComparison.Ordinal) || location.StartsWith("/hub/sign-in", StringComparison.Ordinal));

    /// <summary>The Functions host hands on what begins with /hub. A trigger's address must stay unreachable from outside.</summary>
    private async Task<string> TriggersAsync(CancellationToken stop)
    {
        if (address.IsLoopback)
            return "not asked on this machine, where no Functions host stands in front";
        var answer = await hub.SendAsync(null, HttpMethod.Post, "SweepKeyDates", new JsonObject(), "application/json", null, stop);
        return answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed
            ? $"closed to outsiders ({(int)answer.Status})"
            : throw new CheckFailedException($"POST /SweepKeyDates from outside is answered with {(int)answer.Status}: the trigger can be reached");
    }

    private async Task<Answer?> TryAsync(string path, CancellationToken stop)
    {
        try
        {
            return await AskAsync(path, stop);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private Task<Answer> AskAsync(string path, CancellationToken stop) => hub.SendAsync(null, HttpMethod.Get, path, null, "", null, stop);
}
