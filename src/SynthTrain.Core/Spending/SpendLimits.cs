using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Spending;

/// <summary>What a project may spend until its verb is complete. No limit shapes an output, so none is part of a key.</summary>
/// <param name="MaxCost">US dollars (<c>SynthMaxCost</c>); null for no limit.</param>
/// <param name="MaxRequests">Requests, every attempt counted (<c>SynthMaxRequests</c>); null for no limit.</param>
/// <param name="MaxTokens">Tokens in and out (<c>SynthMaxTokens</c>); null for no limit.</param>
public sealed record SpendLimits(decimal? MaxCost = null, long? MaxRequests = null, long? MaxTokens = null)
{
    /// <summary>Setting of <see cref="MaxCost"/>.</summary>
    public const string CostSetting = "spend_max_cost";

    /// <summary>Setting of <see cref="MaxRequests"/>.</summary>
    public const string RequestsSetting = "spend_max_requests";

    /// <summary>Setting of <see cref="MaxTokens"/>.</summary>
    public const string TokensSetting = "spend_max_tokens";

    /// <summary>Whether anything is limited.</summary>
    public bool Any => MaxCost is not null || MaxRequests is not null || MaxTokens is not null;

    /// <summary>The limits that a request's settings name.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/>.</exception>
    public static SpendLimits Of(StageOptions options) =>
        new(Number(options, CostSetting, "SynthMaxCost"), Count(options, RequestsSetting, "SynthMaxRequests"), Count(options, TokensSetting, "SynthMaxTokens"));

    private static decimal? Number(StageOptions options, string setting, string property)
    {
        if (options.Text(setting) is not { } text)
            return null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new SynthException(Codes.BadOption, $"{property} is '{text}'; allowed is a number of US dollars from 0, such as 2.50.");
    }

    private static long? Count(StageOptions options, string setting, string property)
    {
        if (options.Text(setting) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new SynthException(Codes.BadOption, $"{property} is '{text}'; allowed is a whole number from 0.");
    }
}
