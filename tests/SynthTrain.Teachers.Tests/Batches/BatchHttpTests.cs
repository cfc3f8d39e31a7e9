using System.Net;
using System.Text;
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

    private static async Task<object?> FindAsync(int status, string type, string body)
    {
        using var handler = new Answering(status, type, body);
        return await new BatchHttp(handler, new KeyRing(_ => null), TimeProvider.System, _ => { }).FindAsync(s_url, default);
    }

    private static async Task<ProviderFault> FaultAsync(int status, string type, string body) =>
        (await Assert.ThrowsExactlyAsync<ProviderException>(() => FindAsync(status, type, body))).Fault;

    private sealed class Answering(int status, string type, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) });
    }
}
