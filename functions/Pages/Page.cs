namespace IntegrationHub.Functions.Pages;

/// <summary>Marks an endpoint that people use with a browser: its user is known by the session, and what it refuses is a page too.</summary>
public sealed record Page;
