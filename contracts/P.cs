namespace IntegrationHub.Contracts;

public static class Placeholder;
