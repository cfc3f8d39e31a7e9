using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using SynthTrain.Core.Stages;

namespace SynthTrain.Tasks.Resolving;

/// <summary>A request as an item: how the requests of all stages reach one task without touching the disk.</summary>
internal static class RequestItem
{
    private const string Json = "Json";

    /// <summary>The stage's name, with the request as metadata.</summary>
    public static ITaskItem From(StageRequest request)
    {
        var item = new TaskItem(request.Stage);
        ((ITaskItem2)item).SetMetadataValueLiteral(Json, Encoding.UTF8.GetString(StageRequestFile.ToUtf8(request)));
        return item;
    }

    /// <summary>Reads it back.</summary>
    public static StageRequest Read(ITaskItem item) => StageRequestFile.Parse(Encoding.UTF8.GetBytes(item.GetMetadata(Json)), item.ItemSpec);
}
