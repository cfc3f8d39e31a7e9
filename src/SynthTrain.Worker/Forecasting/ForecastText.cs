using System.Globalization;
using SynthTrain.Core.Spending;
using SynthTrain.Teachers.Money;

namespace SynthTrain.Worker.Forecasting;

/// <summary>Forecasts in words.</summary>
internal static class ForecastText
{
    /// <summary>One stage in one line.</summary>
    public static string Of(StageForecast forecast)
    {
        var culture = CultureInfo.InvariantCulture;
        var tokens = string.Create(culture, $"about {forecast.InputTokens} tokens in and {(forecast.IsExact ? "at most" : "about")} {forecast.OutputTokens} out");
        var price = forecast.IsPaid ? ", " + Money([forecast]) : "";
        return forecast.IsExact
            ? string.Create(culture, $"{forecast.Stage}: {forecast.Stale} of {forecast.Rows} rows to make, {forecast.Calls} calls, {tokens}{price}")
            : string.Create(culture, $"{forecast.Stage}: about {forecast.Calls} calls, {tokens}{price} (an estimate: its input is not made yet)");
    }

    /// <summary>One request in one line.</summary>
    public static string Of(string stage, in RehearsedCall call) =>
        string.Create(CultureInfo.InvariantCulture, $"  {stage} row {call.Row}: {call.Task} to {call.Model}, about {call.InputTokens} tokens in, at most {call.OutputTokens} out");

    /// <summary>What several stages cost together. Only a sum without estimates is a bound, and only of first attempts.</summary>
    public static string Money(IReadOnlyList<StageForecast> forecasts)
    {
        if (forecasts.Any(forecast => forecast.Cost is null))
            return $"an unknown price: the price table has none for {string.Join(", ", forecasts.Where(forecast => forecast.Cost is null).SelectMany(Unpriced).Distinct(StringComparer.Ordinal).Select(model => $"'{model}'"))}";
        var sum = forecasts.Sum(forecast => forecast.Cost ?? 0);
        if (sum == 0)
            return "nothing";
        var dates = forecasts.Select(forecast => forecast.PricesAsOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var (before, after) = forecasts.All(forecast => forecast.IsExact) ? ("at most", " without retries and corrections") : ("about", "");
        return $"{before} {Dollars.Text(sum)}{after}{(dates.Count == 0 ? "" : $" (prices of {string.Join(", ", dates)})")}";
    }

    private static IEnumerable<string> Unpriced(StageForecast forecast) => forecast.Unpriced.Count > 0 ? forecast.Unpriced : [forecast.Teacher!.Models[0]];
}
