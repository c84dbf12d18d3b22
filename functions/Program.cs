using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;

if ((await PolicyCommand.Run(args) ?? await FunctionsCommand.Run(args)) is { } exitCode)
{
    return exitCode;
}

// The web server and the terminology are prepared on other threads, meanwhile what they stand on is read here: a start waits for the slowest.
var builder = Task.Run(() => HubApp.NewBuilder(args));
var mapping = Task.Run(() => TerminologyMapping.Load(Environment.GetEnvironmentVariable(HubSettings.TerminologyFile)));
var (settings, faults) = HubSettings.Read(Environment.GetEnvironmentVariable);
var storage = settings is null ? null : HubStorage.Connect(settings);
var (policies, policyFaults) = await PolicySource.Load(
    Environment.GetEnvironmentVariable(HubSettings.PolicyFiles), storage is null ? null : storage.Container, CancellationToken.None);
var (terminology, mappingFaults) = await mapping;
if (settings is null || storage is null || terminology is null || policies is null)
{
    foreach (var fault in faults.Concat(mappingFaults).Concat(policyFaults))
    {
        await Console.Error.WriteLineAsync(fault);
    }

    // Not 0: the Functions host doesn't restart a handler that ends in peace.
    return 1;
}

return await HubRun.UntilStopped(HubApp.Build(await builder, new HubParts(settings, storage, policies, terminology)));
