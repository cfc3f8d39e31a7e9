namespace SynthTrain.Core.Tests.Support;

/// <summary>A clock far ahead of the files, so that the memo keeps what was just written.</summary>
internal sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow.AddHours(1);

    public override DateTimeOffset GetUtcNow() => Now;
}
