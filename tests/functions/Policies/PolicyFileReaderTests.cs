using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Policies;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Functions.Tests.Policies;

/// <summary>Policy files: every fault, what is left out, what two files can't both say. The table of faults is the schema's too.</summary>
public sealed class PolicyFileReaderTests
{
    private static readonly JsonNode Table = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "contracts", "Policies", "policy-files.json")))!;

    public static TheoryData<string> Names => [.. Table["cases"]!.AsArray().Select(entry => (string)entry!["name"]!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_fault_of_a_file_is_named_with_its_pointer_and_nothing_else(string name)
    {
        var entry = Table["cases"]!.AsArray().Single(entry => (string)entry!["name"]! == name)!;

        var (policies, faults) = PolicyFileReader.Read([new PolicyFile("a.json", Encoding.UTF8.GetBytes(TextOf(entry)))]);

        Assert.Equal(
            entry["faults"]!.AsArray().Select(fault => (string)fault!).Order(StringComparer.Ordinal),
            faults.Select(fault => $"{fault.Pointer} {fault.Code}").Order(StringComparer.Ordinal));
        Assert.Equal(faults.Count == 0, policies is not null);
        Assert.All(faults, fault => Assert.Equal("a.json", fault.File));
    }

    [Fact]
    public void No_fault_repeats_a_value_that_stood_there()
    {
        var faults = Read(
            ("a.json", """{"council":"Avery Testchild","provider":"999 000 0018","from":"14 May 2019","directory":{"Avery Testchild":"1 Sample Street"},"Avery Testchild":1,"keyDates":{"Avery Testchild":{}}}""")).Faults;

        Assert.Equal(6, faults.Count);
        Assert.All(faults, fault => Assert.DoesNotMatch("Avery|999 000|14 May|Sample", PolicySource.InWords(fault)));
    }

    [Fact]
    public void What_a_file_leaves_out_is_as_built_in()
    {
        var policy = ReadOne("""{"council":"826","provider":"*","from":"2027-01-01","keyDates":{"assessment-attended":{"targetWorkingDays":10}}}""");

        Assert.Equal(("826", "*", new DateOnly(2027, 1, 1)), (policy.Council, policy.Provider, policy.From));
        Assert.Equal([0, 2, 5, 10, 20], policy.KeyDates.Select(keyDate => keyDate.TargetWorkingDays));
        Assert.Equal(
            AsJson(Policy.Default),
            AsJson(policy with
            {
                Council = "*",
                From = DateOnly.MinValue,
                ProviderOfCouncil = Policy.Default.ProviderOfCouncil,
                KeyDates = [.. policy.KeyDates.Select(keyDate => keyDate with { TargetWorkingDays = Policy.Default.For(keyDate.KeyDate).TargetWorkingDays })],
            }));
    }

    [Fact]
    public void Everything_that_a_file_says_is_read()
    {
        var policy = ReadOne(TextOf(Table["cases"]!.AsArray().Single(entry => (string)entry!["name"]! == "everything")!));
        var statutory = policy.For(KeyDate.SummaryAndPlanReturned);

        Assert.Equal([0, 1, 3, 10, 18], policy.KeyDates.Select(keyDate => keyDate.TargetWorkingDays));
        Assert.Equal([1, 0, 1, 3, 1], policy.KeyDates.Select(keyDate => keyDate.DueSoonWorkingDays));
        Assert.Equal([(1, -5, "cic-health-team"), (2, 0, "designated-nurse designated-doctor named-nurse")], statutory.Ladder.Select(step => (step.Level, step.When, string.Join(' ', step.Roles))));
        Assert.Equal(Policy.Default.For(KeyDate.AssessmentAttended).Ladder, policy.For(KeyDate.AssessmentAttended).Ladder);
        Assert.Equal((3, 12, 2), (policy.RefusalsBeforeCeha, policy.GpPoolFromAge, policy.EarlierAssessmentMonths));
        Assert.Equal([new Route("826", "RTH"), new Route("826", "RXQ")], policy.Routes);
        Assert.Equal(new ReviewPolicy { MonthsBeforeFifthBirthday = 5, MonthsFromFifthBirthday = 11, LeadTimeWeeks = 10 }, policy.Reviews);
        Assert.Equal(new QuietHours(new TimeOnly(18, 0), new TimeOnly(8, 0), true), policy.QuietHours);
        Assert.Equal(("notify", "webhook", "local-record"), (policy.DefaultChannel, policy.Channels["social-worker"], policy.Channels["commissioner"]));
        Assert.Equal("nurse@trust.example", policy.RoleAddresses["named-nurse"]);
        Assert.Equal((5, 0, 12), (policy.DigestOver, policy.SilentCouncilWorkingDays, policy.PassportMonthsBefore18));
        Assert.Equal("RXQ", policy.ProviderOfCouncil["825"]);
    }

    [Fact]
    public void The_default_written_as_a_file_and_read_back_is_the_default()
    {
        var read = ReadOne(PolicyFileWriter.Write(Policy.Default));

        Assert.Equal(PolicyFileWriter.FirstDay, read.From);
        Assert.Equal(AsJson(Policy.Default), AsJson(read with { From = Policy.Default.From }));
    }

    [Fact]
    public void Everything_that_a_policy_says_is_written_and_read_back()
    {
        var policy = ReadOne(TextOf(Table["cases"]!.AsArray().Single(entry => (string)entry!["name"]! == "everything")!));

        Assert.Equal(AsJson(policy), AsJson(ReadOne(PolicyFileWriter.Write(policy))));
    }

    [Fact]
    public void Faults_of_all_files_are_named_at_once_each_with_its_file()
    {
        var (policies, faults) = Read(
            ("a.json", """{"council":"825"}"""), ("b/c.json", "nonsense"), ("notes.txt", "{}"), ("good.json", """{"council":"825","provider":"*","from":"2027-01-01"}"""));

        Assert.Null(policies);
        Assert.Equal(
            ["a.json /from required", "a.json /provider required", "b/c.json  not-json", "notes.txt  not-a-policy-file"],
            faults.Select(fault => $"{fault.File} {fault.Pointer} {fault.Code}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Two_files_for_the_same_council_provider_and_day_are_a_fault_and_another_day_is_none()
    {
        const string one = """{"council":"825","provider":"RXQ","from":"2027-01-01"}""";
        var fault = Assert.Single(Read(("a.json", one), ("b.json", one), ("c.json", one.Replace("2027", "2028", StringComparison.Ordinal)), ("d.json", one.Replace("RXQ", "*", StringComparison.Ordinal))).Faults);

        Assert.Equal(("b.json", "/from", "same-partnership"), (fault.File, fault.Pointer, fault.Code));
        Assert.Contains("a.json", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_council_has_one_default_provider_at_a_time()
    {
        static string File(string provider, string from, string asked) => $$"""{"council":"825","provider":"{{provider}}","from":"{{from}}","defaultProvider":"{{asked}}"}""";
        var fault = Assert.Single(Read(("a.json", File("RXQ", "2027-01-01", "RXQ")), ("b.json", File("RTH", "2027-01-01", "RTH")), ("c.json", File("RTH", "2028-01-01", "RTH"))).Faults);

        Assert.Equal(("b.json", "/defaultProvider", "default-provider-differs"), (fault.File, fault.Pointer, fault.Code));
    }

    [Fact]
    public void No_file_at_all_is_a_fault() => Assert.Equal("no-policy-files", Assert.Single(PolicyFileReader.Read([]).Faults).Code);

    [Fact]
    public void What_editors_put_in_front_of_UTF8_is_passed_over() =>
        Assert.Empty(PolicyFileReader.Read([new PolicyFile("a.json", Encoding.UTF8.GetPreamble().Concat("""{"council":"825","provider":"*","from":"2027-01-01"}"""u8.ToArray()).ToArray())]).Faults);

    [Fact]
    public void A_file_too_large_to_be_a_policy_is_not_read() => Assert.Equal(
        "too-large", Assert.Single(PolicyFileReader.Read([new PolicyFile("a.json", new byte[PolicyFileReader.MaxBytes + 1])]).Faults).Code);

    [Fact]
    public void Every_fault_of_the_table_has_a_code_in_the_published_list()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Repository.PathOf("contracts", "schemas", "policy-check.schema.json")))!;
        var published = schema["definitions"]!["policyFaultCode"]!["enum"]!.AsArray().Select(code => (string)code!).ToHashSet();
        var known = typeof(PolicyFaultCodes).GetFields().Select(field => (string)field.GetValue(null)!);

        Assert.Subset(published, Table["cases"]!.AsArray().SelectMany(entry => entry!["faults"]!.AsArray()).Select(fault => ((string)fault!).Split(' ')[1]).ToHashSet());
        Assert.Subset(published, known.ToHashSet());
    }

    private static (IReadOnlyList<Policy>? Policies, IReadOnlyList<Contracts.Policies.PolicyFault> Faults) Read(params (string Name, string Text)[] files) =>
        PolicyFileReader.Read([.. files.Select(file => new PolicyFile(file.Name, Encoding.UTF8.GetBytes(file.Text)))]);

    private static Policy ReadOne(string text)
    {
        var (policies, faults) = Read(("policy.json", text));
        Assert.Empty(faults);
        return Assert.Single(policies!);
    }

    private static string TextOf(JsonNode entry)
    {
        if ((string?)entry["text"] is { } text)
        {
            return text;
        }

        var file = Table["valid"]!.DeepClone().AsObject();
        foreach (var (name, value) in entry["with"]!.AsObject())
        {
            file[name] = value?.DeepClone();
        }

        foreach (var name in entry["without"]?.AsArray() ?? [])
        {
            file.Remove((string)name!);
        }

        return file.ToJsonString();
    }

    private static string AsJson(Policy policy) => JsonSerializer.Serialize(policy);
}
