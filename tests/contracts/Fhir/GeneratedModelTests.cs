using IntegrationHub.Tools.FhirModel;

namespace IntegrationHub.Contracts.Tests.Fhir;

public sealed class GeneratedModelTests
{
    private static readonly string Definitions = Path.Combine(
        Repository.Root, "tests", "conformance", "node_modules", "@medplum", "definitions", "dist", "fhir", "r4");

    [Fact]
    public void The_committed_model_is_what_the_official_definitions_generate()
    {
        Assert.True(Directory.Exists(Definitions), "HL7's definitions are missing. Run `npm ci` in tests/conformance, then test again.");

        var drift = OutputFolder.Drift(Path.Combine(Repository.Root, "contracts", "Fhir", "Generated"), ModelGenerator.Generate(Definitions));

        Assert.True(drift.Count == 0, "Generate again with tools/fhir-model. These files differ: " + string.Join(", ", drift));
    }

    [Fact]
    public void Drift_names_files_that_are_changed_missing_or_left_over()
    {
        var folder = Directory.CreateTempSubdirectory("fhir-model-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "Changed.g.cs"), "old");
            File.WriteAllText(Path.Combine(folder.FullName, "LeftOver.g.cs"), "old");
            File.WriteAllText(Path.Combine(folder.FullName, "Same.g.cs"), "line\r\nend");
            var generated = new Dictionary<string, string> { ["Changed.g.cs"] = "new", ["Missing.g.cs"] = "new", ["Same.g.cs"] = "line\nend" };

            var drift = OutputFolder.Drift(folder.FullName, generated);
            OutputFolder.Write(folder.FullName, generated, drift);

            Assert.Equal(["Changed.g.cs", "LeftOver.g.cs", "Missing.g.cs"], drift);
            Assert.Empty(OutputFolder.Drift(folder.FullName, generated));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("entered-in-error", null, "EnteredInError")]
    [InlineData("in-progress", null, "InProgress")]
    [InlineData("4.0.1", null, "V4_0_1")]
    [InlineData(">=", "Greater or Equal to", "GreaterOrEqualTo")]
    [InlineData("=", "Equals", "EqualTo")]
    public void Codes_become_constants_named_in_one_way(string code, string? display, string expected) =>
        Assert.Equal(expected, Naming.CodeName(code, display));

    [Fact]
    public void A_property_never_has_the_name_of_its_type()
    {
        Assert.Equal("ExpressionElement", Naming.PropertyName("expression", "Expression"));
        Assert.Equal("Expression", Naming.PropertyName("expression", "IssueComponent"));
    }
}
