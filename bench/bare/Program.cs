// What a start costs that does nothing: Kestrel, and one address that answers.
var app = WebApplication.CreateSlimBuilder(args).Build();
app.Urls.Add($"http://127.0.0.1:{Environment.GetEnvironmentVariable("FUNCTIONS_CUSTOMHANDLER_PORT")}");
app.MapGet("/hub/health/live", () => "{}");
await app.RunAsync();
