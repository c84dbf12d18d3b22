using System.Xml.Linq;
using IntegrationHub.Tools.Hub.Tests;

namespace IntegrationHub.Tooling.Tests;

public sealed class TestResultsTests
{
    [Fact]
    public void A_results_file_gives_counts_and_the_words_of_what_failed()
    {
        var outcome = Trx.Read(XDocument.Parse("""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
              <UnitTestResult testName="good" outcome="Passed" />
              <UnitTestResult testName="bad" outcome="Failed"><Output><ErrorInfo><Message>not 2</Message></ErrorInfo></Output></UnitTestResult>
              <UnitTestResult testName="left out" outcome="NotExecuted" />
            </Results></TestRun>
            """));

        Assert.Equal(1, outcome.Passed);
        Assert.Equal([new("bad", "not 2"), new("left out", "was skipped")], outcome.Failures);
    }

    [Fact]
    public void Node_results_count_like_those_of_dotnet()
    {
        var outcome = NodeResults.Read(
        [
            """{"name":"good","file":"/a/b.test.mjs","outcome":"passed","message":""}""",
            """{"name":"bad","file":"/a/b.test.mjs","outcome":"failed","message":"not 2"}""",
            """{"name":"left out","file":"/a/b.test.mjs","outcome":"skipped","message":""}""",
        ]);

        Assert.Equal(1, outcome.Passed);
        Assert.Equal([new("b.test.mjs: bad", "not 2"), new("b.test.mjs: left out", "was skipped")], outcome.Failures);
    }
}
