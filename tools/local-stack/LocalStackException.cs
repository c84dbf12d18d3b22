namespace IntegrationHub.LocalStack;

/// <summary>The local stack can't be started or has gone; the message says what to do, in words for a developer.</summary>
public sealed class LocalStackException(string message) : Exception(message);
