namespace IntegrationHub.Tools.FhirModel;

/// <summary>Writes the codes of one value set as constants.</summary>
internal static class CodesWriter
{
    public static string Write(CodeList list)
    {
        var source = SourceText.File();
        source.Summary($"The codes of the FHIR value set {SourceText.Escape(list.Name)}.");
        source.Open($"public static class {Naming.CodesClassName(list.Title)}");
        foreach (var (code, display) in list.Codes)
        {
            source.Summary($"{SourceText.Escape(display ?? code)}.");
            source.Line($"public const string {Naming.CodeName(code, display)} = \"{code}\";");
        }
        source.Close();
        return source.ToString();
    }
}
