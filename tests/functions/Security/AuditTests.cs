using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>Who asked for what is in the audit, whatever came of it; what can't be written there is not answered.</summary>
[Collection(TestStack.Name)]
public sealed class AuditTests(TestStack stack)
{
    private const int AtOnce = 6;

    /// <summary>An asker, and what the audit should say of them.</summary>
    private sealed record Asker(string? Persona, string? Organisation);

    private sealed record Asked(string Method, string Path, string Allowed, Asker By, string Trace)
    {
        public int Status { get; init; }
    }

    /// <summary>See <c>PageAccessTests</c>.</summary>
    private static readonly string[] OfPages = [nameof(Operation.UsePages), nameof(Operation.SeeWorklist), nameof(Operation.SeeMyCases), nameof(Operation.SeeCase), nameof(Operation.SeeOperations)];

    [Fact]
    public async Task Each_endpoint_and_each_denial_leaves_one_line_that_says_who_what_which_case_and_what_came_of_it()
    {
        await using var hub = await stack.StartHub();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var asked = new List<Asked>();
        var readsAudit = Requests(caseId).ToLookup(request => request.Path.Contains("/audit", StringComparison.Ordinal) || request.Path.Contains("/export", StringComparison.Ordinal));
        await Parallel.ForEachAsync(readsAudit[false], new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, _) =>
        {
            var status = (await Ask(hub, request)).Status;
            lock (asked)
            {
                asked.Add(request with { Status = status });
            }
        });

        // One by one: the emulator answers 500 for an append blob to which somebody is appending at that moment.
        foreach (var request in readsAudit[true])
        {
            asked.Add(request with { Status = (await Ask(hub, request)).Status });
        }

        var lines = (await Lines(hub)).ToLookup(line => (string)line["correlation"]!);
        Assert.Equal([], asked.SelectMany(request => Faults(request, [.. lines[request.Trace]], caseId)));
        Assert.Equal(
            Enum.GetNames<Operation>().Except([nameof(Operation.Anyone), nameof(Operation.SignOff), .. OfPages]).Order(StringComparer.Ordinal),
            lines.SelectMany(group => group).Select(line => (string)line["operation"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Testchild", string.Concat(lines.SelectMany(group => group).Select(line => line.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_of_a_batch_that_is_refused_is_audited_like_a_request()
    {
        await using var hub = await stack.StartHub();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var batch = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "batch",
            ["entry"] = new JsonArray(
                [.. new[] { $"Task/{caseId}", $"Binary/{caseId}.x", "Task/825-aaaaaaaaaaaaaaaaaaaaaaaaaa" }.Select(url => (JsonNode)new JsonObject
                {
                    ["request"] = new JsonObject { ["method"] = "GET", ["url"] = url },
                })]),
        };
        var answer = await hub.Fhir(HttpMethod.Post, "", batch);
        Assert.Equal(["200 OK", "405 Method Not Allowed", "404 Not Found"], answer.Json["entry"]!.AsArray().Select(entry => (string)entry!["response"]!["status"]!));

        Assert.Equal(
            [("ReadFhir", 200, caseId), ("ReadFhir", 405, caseId), ("ReadFhir", 404, "825-aaaaaaaaaaaaaaaaaaaaaaaaaa"), ("WriteFhir", 200, null)],
            (await Lines(hub)).Where(line => (string?)line["organisation"] == "RXQ").Select(line => ((string)line["operation"]!, (int)line["status"]!, (string?)line["caseId"])));
    }

    [Fact]
    public async Task A_request_that_breaks_off_the_rules_of_http_is_audited_with_its_refusal()
    {
        await using var hub = await stack.StartHub();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", hub.Process.BaseAddress.Port);
        await using var wire = client.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /hub/notifications HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {hub.SocialCare}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n"));
        using var reader = new StreamReader(wire);
        Assert.Equal("HTTP/1.1 400 Bad Request", await reader.ReadLineAsync());

        Assert.Equal(("Notify", 400, "test-social-care"), (await Lines(hub)).Select(line => ((string)line["operation"]!, (int)line["status"]!, (string)line["subject"]!)).Single());
    }

    [Fact]
    public async Task What_cant_be_audited_is_not_answered()
    {
        await using var hub = await stack.StartHub();
        var opening = Sample.BecameLookedAfter(Sample.NewSubject());
        var caseId = (await hub.Notify(opening)).CaseId;
        var second = Sample.BecameLookedAfter(Sample.NewSubject());
        await hub.Blobs.GetBlobContainerClient("audit").DeleteAsync();

        foreach (var (path, token) in new[]
                 {
                     ($"hub/cases/{caseId}", hub.SocialCare), ($"hub/fhir/Patient/{caseId}", hub.Health), ("hub/fhir/Task", hub.Health), ($"hub/cases/{caseId}", null), ($"hub/cases/{caseId}", hub.Token("operations")),
                     ($"hub/cases/{caseId}", hub.Token("social-care", "826")), ("hub/operations/parked", hub.Token("operations")), ("hub/fhir/Encounter/1", hub.Health),
                 })
        {
            var answer = await hub.Get(path, token);
            Assert.Equal(503, answer.Status);
            Assert.DoesNotContain("Testchild", answer.Body, StringComparison.Ordinal);
            Assert.NotNull(answer.Message.Headers.RetryAfter);
        }

        Assert.Equal(503, (await hub.Notify(second)).Status);
        await hub.Blobs.GetBlobContainerClient("audit").CreateAsync();

        // The change was committed; the repeat is answered, and is no second one.
        Assert.Equal(200, (await hub.Notify(second)).Status);
        Assert.Equal(200, (await hub.Get($"hub/cases/{caseId}", hub.SocialCare)).Status);
    }

    [Fact]
    public async Task The_audit_only_grows()
    {
        await using var hub = await stack.StartHub();
        await hub.Get("hub/cases", null);
        var before = await Text(hub);
        await hub.Get("hub/cases", hub.SocialCare);
        await hub.Get("hub/operations/audit", hub.Token("operations"));
        var after = await Text(hub);

        Assert.StartsWith(before, after, StringComparison.Ordinal);
        Assert.True(after.Length > before.Length);
        await foreach (var blob in hub.Blobs.GetBlobContainerClient("audit").GetBlobsAsync())
        {
            Assert.Equal(BlobType.Append, blob.Properties.BlobType);
        }
    }

    [Fact]
    public async Task The_audit_can_be_read_while_it_grows()
    {
        await using var hub = await stack.StartHub();
        await hub.Get("hub/cases", null);
        using var enough = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 2).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                await hub.Get("hub/cases", null);
            }
        }).ToList();
        for (var read = 0; read < 15; read++)
        {
            var answer = await hub.Get("hub/operations/audit?limit=1000", hub.Token("operations"));
            Assert.True(answer.Status == 200, answer.Body);
        }

        await enough.CancelAsync();
        await Task.WhenAll(writers);
    }

    /// <summary>As far as the hub's own code goes; that nobody else may is the storage account's to say.</summary>
    [Fact]
    public void No_code_of_the_hub_deletes_or_overwrites_what_is_in_the_audit()
    {
        var users = Directory.EnumerateFiles(Repository.PathOf("functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file)))
            .Where(file => System.Text.RegularExpressions.Regex.IsMatch(file.Text, @"\b[Ss]torage\.Audit\b|""audit""")).ToList();

        Assert.Equal(["AuditReader.cs", "AuditTrail.cs", "HubStorage.cs"], users.Select(file => file.Name).Order(StringComparer.Ordinal));
        foreach (var (name, text) in users.Where(file => file.Name != "HubStorage.cs"))
        {
            Assert.DoesNotMatch("Delete|Upload|Overwrite|Undelete|SetMetadata|SetHttpHeaders|SetAccessTier|StartCopy|OpenWrite|Seal|StageBlock|CommitBlock|(?<!CreateIfNotExists)(?<=\\bblob\\.)CreateAsync", text);
            Assert.Equal(name == "AuditTrail.cs", text.Contains("AppendBlockAsync", StringComparison.Ordinal));
        }
    }

    /// <summary>Every row of the table with every persona, one of another organisation, and without a token.</summary>
    private static IEnumerable<Asked> Requests(string caseId)
    {
        List<Asker> askers = [new(null, null), new("social-care", "826"), new("health", "RTH"), .. Personas.All.Select(persona => new Asker(persona.Name, persona.DefaultOrganisation))];
        foreach (var row in AccessTests.Endpoints)
        {
            var (method, path, allowed) = ((string)row[0], (string)row[1], (string)row[2]);
            foreach (var asker in askers)
            {
                yield return new Asked(method, path.Replace("{id}", caseId, StringComparison.Ordinal), allowed, asker, Guid.CreateVersion7().ToString("N"));
            }
        }
    }

    private static Task<Answer> Ask(TestHub hub, Asked asked) => hub.Send(
        HttpMethod.Parse(asked.Method), asked.Path, asked.By.Persona is { } persona ? hub.Token(persona, asked.By.Organisation) : null,
        asked.Method == "GET" ? null : HubClient.Content("{}", asked.Path.Contains("fhir", StringComparison.Ordinal) ? "application/fhir+json" : "application/json"),
        ("traceparent", $"00-{asked.Trace}-0123456789abcdef-01"));

    private static IEnumerable<string> Faults(Asked asked, IReadOnlyList<JsonNode> lines, string caseId)
    {
        var what = $"{asked.Method} {asked.Path} by {asked.By.Persona}@{asked.By.Organisation}, {asked.Status}";
        if (lines.Count != 1)
        {
            return [$"{what}: {lines.Count} lines"];
        }

        var line = lines[0];
        var roles = Access.RolesFor(Enum.Parse<Operation>((string)line["operation"]!));
        var allowed = Personas.All.Where(persona => persona.Roles.Any(roles.Contains)).Select(persona => persona.Name);
        var expected = new (string Member, string? Said, string? Right)[]
        {
            ("operation", string.Join(' ', allowed), asked.Allowed),
            ("method", (string?)line["method"], asked.Method),
            ("route", (string?)line["route"] is ['/', 'h', 'u', 'b', ..] route && !route.Contains(caseId, StringComparison.Ordinal) ? "a pattern" : (string?)line["route"], "a pattern"),
            ("status", $"{line["status"]}", $"{asked.Status}"),
            ("subject", (string?)line["subject"], asked.By.Persona is { } persona ? $"test-{persona}" : null),
            ("client", (string?)line["client"], asked.By.Persona is null ? null : LocalTokens.Client),
            ("organisation", (string?)line["organisation"], asked.By.Organisation),
            ("caseId", (string?)line["caseId"], asked.Path.Split('?')[0].Contains(caseId, StringComparison.Ordinal) ? caseId : null),
        };
        return expected.Where(member => member.Said != member.Right).Select(member => $"{what}: {member.Member} is {member.Said}, not {member.Right}");
    }

    /// <summary>Everything that the audit holds, as operations read it, page by page.</summary>
    private static async Task<IReadOnlyList<JsonNode>> Lines(TestHub hub)
    {
        var lines = new List<JsonNode>();
        for (var page = "hub/operations/audit?on=2026-11-02&limit=1000"; page is not null;)
        {
            var read = (await hub.Get(page, hub.Token("operations"))).Json;
            lines.AddRange(read["entries"]!.AsArray().Select(line => line!));
            page = (string?)read["next"] is { } next ? $"hub/operations/audit?on=2026-11-02&limit=1000&cursor={Uri.EscapeDataString(next)}" : null;
        }

        return lines;
    }

    private static async Task<string> Text(TestHub hub)
    {
        var text = new StringBuilder();
        foreach (var name in await hub.BlobNames("audit"))
        {
            text.Append((await hub.Blobs.GetBlobContainerClient("audit").GetBlobClient(name).DownloadContentAsync()).Value.Content);
        }

        return text.ToString();
    }
}
