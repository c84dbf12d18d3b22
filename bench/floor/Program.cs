using System.Text.Json;
using IntegrationHub.Bench.Floor;
using IntegrationHub.Bench.Notifications;

// What the storage calls of a notification cost by themselves: it reads what it is sent, makes the calls that the hub was seen to make, and answers.
var plan = JsonSerializer.Deserialize<StoragePlan>(await File.ReadAllBytesAsync(Environment.GetEnvironmentVariable("BENCH_PLAN")!))!;
var storage = new PlannedStorage(Environment.GetEnvironmentVariable("AzureWebJobsStorage")!, plan);
await storage.Prepare();

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
app.Urls.Add($"http://127.0.0.1:{Environment.GetEnvironmentVariable("FUNCTIONS_CUSTOMHANDLER_PORT")}");
app.MapGet("/hub/health/ready", () => "{}");
app.MapPost("/hub/notifications", async (HttpRequest request) =>
{
    await request.Body.CopyToAsync(Stream.Null);
    await storage.Make();
    return Results.Text("{}", "application/json", statusCode: 201);
});
await app.RunAsync();
