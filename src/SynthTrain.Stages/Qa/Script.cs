using System.Text;

namespace SynthTrain.Stages.Qa;

/// <summary>Writing systems that the language check tells apart.</summary>
[Flags]
internal enum Script
{
    Other = 0,
    Latin = 1,
    Greek = 1 << 1,
    Cyrillic = 1 << 2,
    Hebrew = 1 << 3,
    Arabic = 1 << 4,
    Devanagari = 1 << 5,
    Thai = 1 << 6,
    Han = 1 << 7,
    Kana = 1 << 8,
    Hangul = 1 << 9,
}

/// <summary>The script of a letter, by ranges of code points.</summary>
internal static class Scripts
{
    /// <summary>The script; <see cref="Script.Other"/> for those not listed.</summary>
    public static Script Of(Rune letter) => letter.Value switch
    {
        < 0x0250 => Script.Latin,
        >= 0x0370 and <= 0x03FF => Script.Greek,
        >= 0x0400 and <= 0x052F => Script.Cyrillic,
        >= 0x0590 and <= 0x05FF => Script.Hebrew,
        (>= 0x0600 and <= 0x06FF) or (>= 0x0750 and <= 0x077F) => Script.Arabic,
        >= 0x0900 and <= 0x097F => Script.Devanagari,
        >= 0x0E00 and <= 0x0E7F => Script.Thai,
        (>= 0x1100 and <= 0x11FF) or (>= 0xAC00 and <= 0xD7AF) => Script.Hangul,
        >= 0x1E00 and <= 0x1EFF => Script.Latin,
        >= 0x1F00 and <= 0x1FFF => Script.Greek,
        >= 0x3040 and <= 0x30FF => Script.Kana,
        (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF) => Script.Han,
        _ => Script.Other,
    };
}
