using System.Net;
using System.Text;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Batches.Wire;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Tests.Batches;

/// <summary>What the answer about a job is taken for.</summary>
[TestClass]
public sealed class BatchHttpTests
{
    private static readonly Uri s_url = new("http://localhost/v1/batches/b1");

    [TestMethod]
    public async Task Only_the_apis_own_not_found_means_that_there_is_no_such_job()
    {
        Assert.IsNull(await FindAsync(404, "application/json", """{"error":{"message":"No batch found with id 'b1'.","type":"invalid_request_error"}}"""));
        Assert.AreEqual(ProviderFault.NotTheApi, await FaultAsync(404, "text/html", "<html>Not Found</html>"));
        Assert.AreEqual(ProviderFault.NotTheApi, await FaultAsync(404, "text/plain", "404 page not found"));
        Assert.AreEqual(ProviderFault.Refused, await FaultAsync(400, "application/json", """{"error":{"message":"Invalid 'batch_id'.","type":"invalid_request_error"}}"""));
    }

    [TestMethod]
    [DataRow("openai", """{"data":[{"id":"b1","status":"completed"}],"has_more":true}""", """{"data":[{"id":"b2","status":"completed"}],"has_more":false}""", "?limit=100&after=b1")]
    [DataRow("anthropic", """{"data":[{"id":"b1","processing_status":"ended"}],"has_more":true}""", """{"data":[{"id":"b2","processing_status":"ended"}],"has_more":false}""", "?limit=100&after_id=b1")]
    [DataRow("gemini", """{"operations":[{"name":"b1","done":true}],"nextPageToken":"t 1"}""", """{"operations":[{"name":"b2","done":true}]}""", "?pageSize=100&pageToken=t%201")]
    public async Task Jobs_are_listed_page_by_page(string provider, string first, string second, string query)
    {
        using var handler = new Answering(200, "application/json", first, second);
        var http = new BatchHttp(handler, new KeyRing(_ => null), TimeProvider.System, _ => { });
        IBatchProvider jobs = provider switch
        {
            "openai" => new OpenAIBatches(s_url, http),
            "anthropic" => new AnthropicBatches(s_url, http),
            _ => new GeminiBatches(s_url, "m", http),
        };
        var ids = new List<string>();
        await foreach (var page in jobs.RecentAsync(default))
            ids.AddRange(page.Select(job => job.Id));
        Assert.AreEqual("b1 b2", string.Join(' ', ids));
        Assert.AreEqual(query, handler.Queries[1]);
    }

    private static async Task<object?> FindAsync(int status, string type, string body)
    {
        using var handler = new Answering(status, type, body);
        return await new BatchHttp(handler, new KeyRing(_ => null), TimeProvider.System, _ => { }).FindAsync(s_url, default);
    }

    private static async Task<ProviderFault> FaultAsync(int status, string type, string body) =>
        (await Assert.ThrowsExactlyAsync<ProviderException>(() => FindAsync(status, type, body))).Fault;

    private sealed class Answering(int status, string type, params string[] bodies) : HttpMessageHandler
    {
        public List<string> Queries { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Queries.Add(request.RequestUri!.Query);
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(bodies[Queries.Count - 1], Encoding.UTF8, type) });
        }
    }
}
