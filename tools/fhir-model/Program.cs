using IntegrationHub.Tools.FhirModel;

if (args.Length is < 2 or > 3 || (args.Length == 3 && args[2] != "--check"))
{
    Console.Error.WriteLine("Usage: fhir-model <definitions-folder> <output-folder> [--check]");
    return 2;
}

var generated = ModelGenerator.Generate(args[0]);
var drift = OutputFolder.Drift(args[1], generated);
if (args.Length == 2)
    OutputFolder.Write(args[1], generated, drift);

foreach (var file in drift)
    Console.WriteLine($"{(args.Length == 3 ? "differs" : "written")}: {file}");
return args.Length == 3 && drift.Count > 0 ? 1 : 0;
