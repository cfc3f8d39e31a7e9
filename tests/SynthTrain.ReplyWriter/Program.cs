using System.Globalization;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.ReplyWriter;
using SynthTrain.Teachers.Replies;

// Adds numbered replies to a folder and says which ones are kept, until it is killed or done: <folder> <first> <count>.
var (folder, first, count) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
using var store = new ReplyStore(new ReplyStoreOptions { Files = new PhysicalFileSystem(), Directory = folder, Diagnostics = new ErrorLines() });
for (var number = first; number < first + count; number++)
{
    var key = new UInt128((ulong)number * 0x9E3779B97F4A7C15, (ulong)number << 50);
    if (store.Find(key) is null)
        store.Add(key, new TeacherReply(new string('x', 3000) + number.ToString(CultureInfo.InvariantCulture), "m", "stop", 1, 1));
    Console.WriteLine(number);
}
