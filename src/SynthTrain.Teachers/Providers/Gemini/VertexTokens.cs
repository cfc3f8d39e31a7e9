using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using SynthTrain.Teachers.Providers.Http;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Providers.Gemini;

/// <summary>Access tokens of Google's credentials. Without one nothing is sent, so nothing is charged, and credentials that have expired stop the stage.</summary>
internal static class VertexTokens
{
    /// <summary>A token that holds for a while.</summary>
    /// <exception cref="ProviderException">There is none.</exception>
    public static async ValueTask<string> FreshAsync(ITokenAccess credential, KeyRing keys, CancellationToken cancellationToken)
    {
        try
        {
            var token = await credential.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
            keys.Hide(token);
            return token;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(FaultOf(e), $"Google's credentials give no access token: {HttpFaults.Shorten(keys.Scrub(e.Message))}");
        }
    }

    private static ProviderFault FaultOf(Exception thrown) => thrown switch
    {
        TokenResponseException { StatusCode: { } status } when (int)status is 429 or >= 500 => ProviderFault.Overloaded,
        HttpRequestException or IOException or OperationCanceledException => ProviderFault.Network,
        _ => ProviderFault.Unauthorized,
    };
}
