using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Spending;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker.Forecasting;

/// <summary>Stops before many paid requests are sent that nobody has agreed to.</summary>
/// <param name="Above">So many paid requests need no agreement.</param>
/// <param name="IsOpen">Whether the user has agreed to any number.</param>
internal sealed record ConfirmationGate(long Above, bool IsOpen)
{
    /// <summary>Setting of <see cref="Above"/> (<c>SynthConfirmAbove</c>).</summary>
    public const string AboveSetting = "confirm_above";

    /// <summary>Setting of <see cref="IsOpen"/> (<c>SynthYes</c>).</summary>
    public const string YesSetting = "confirmed";

    private const int DefaultAbove = 100;

    /// <summary>The gate that a request's settings name. Naming a batch job to take results from opens none: what it lacks is asked and paid.</summary>
    public static ConfirmationGate Of(StageOptions options) => new(options.Int(AboveSetting, DefaultAbove, 0), options.Flag(YesSetting, false));

    /// <summary>Lets few or agreed requests through.</summary>
    /// <exception cref="SynthException"><see cref="Codes.ConfirmationNeeded"/>.</exception>
    public void Check(IReadOnlyList<StageForecast> forecasts)
    {
        var paid = forecasts.Where(forecast => forecast.IsPaid && forecast.Calls > 0).ToList();
        var calls = paid.Sum(forecast => forecast.Calls);
        if (IsOpen || calls <= Above)
            return;
        var parts = string.Join(", ", paid.Select(forecast => string.Create(CultureInfo.InvariantCulture, $"{forecast.Stage} {(forecast.IsExact ? "" : "about ")}{forecast.Calls}")));
        throw new SynthException(Codes.ConfirmationNeeded, string.Create(CultureInfo.InvariantCulture, $"{calls} paid requests would be sent ({parts}), more than SynthConfirmAbove, which is {Above}; they cost {ForecastText.Money(paid)}. Nothing was sent. Go on with -p:SynthYes=true, see what comes out with -t:PipelineSample first, or set SynthMaxCost."));
    }
}
