namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>A set of small numbers, kept on the stack.</summary>
internal readonly ref struct SeenSet(Span<ulong> words)
{
    private const int BitsPerWord = 64;

    private readonly Span<ulong> words = words;

    public static int WordsFor(int count) => (count + BitsPerWord - 1) / BitsPerWord;

    /// <summary>False when the number was there already.</summary>
    public bool Add(int number)
    {
        var had = Has(number);
        words[number / BitsPerWord] |= 1UL << (number % BitsPerWord);
        return !had;
    }

    public bool Has(int number) => (words[number / BitsPerWord] & (1UL << (number % BitsPerWord))) != 0;
}
