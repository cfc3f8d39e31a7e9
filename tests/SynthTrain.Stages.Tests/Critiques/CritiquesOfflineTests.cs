using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Critiques;
using SynthTrain.Stages.Drafts;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Critiques;

[TestClass]
public sealed class CritiquesOfflineTests
{
    private static readonly CritiquesOffline s_rule = new();

    // Written by hand, not by the rules.
    private const string Checklist = """
        {
          "summary": "Two weeks before Rome, settle the passport first and the rest in the order below.",
          "payload_type": "checklist",
          "payload": {
            "items": [
              {"id": "i1", "item": "Renew the passport if it expires soon.", "why": "Offices are slow in spring.", "days_before": 60, "certainty": "may_change"},
              {"id": "i2", "item": "Book the museum for a weekday.", "why": "Weekends sell out.", "days_before": 14, "certainty": "stable"},
              {"id": "i3", "item": "Print the address of the hotel.", "why": "Phones run out of power.", "days_before": 1, "certainty": "stable"}
            ]
          },
          "uncertainty_notes": [{"about": "i1", "note": "Waiting times differ from office to office."}],
          "verification_steps": [{"about": "i1", "step": "Ask the passport office how long it takes at present."}]
        }
        """;

    private const string Tree = """
        {
          "summary": "Answer two questions and you know whether the car is worth its price on this trip.",
          "payload_type": "decision_tree",
          "payload": {
            "start": "q1",
            "questions": [
              {"id": "q1", "question": "Do you leave the city for more than a day?", "yes": "q2", "no": "a1"},
              {"id": "q2", "question": "Is there a train to where you go?", "yes": "a2", "no": "a3"}
            ],
            "outcomes": [
              {"id": "a1", "advice": "Stay with buses and your feet.", "why": "Parking is dear.", "certainty": "stable"},
              {"id": "a2", "advice": "Take the train and look at the timetable.", "why": "It is quicker.", "certainty": "may_change"},
              {"id": "a3", "advice": "Rent a small car for those days only.", "why": "Roads are narrow.", "certainty": "stable"}
            ]
          },
          "uncertainty_notes": [{"about": "a2", "note": "Some lines run in summer only."}],
          "verification_steps": [{"about": "a2", "step": "Look the line up in the railway's own timetable."}]
        }
        """;

    private const string Procedure = """
        {
          "summary": "Changing money takes three short steps and costs least when you compare before you sign.",
          "payload_type": "procedure",
          "payload": {
            "goal": "Change money at a fair rate.",
            "total_minutes": 35,
            "steps": [
              {"id": "s1", "number": 1, "action": "Look up the rate of the day.", "why": "You know what is fair.", "minutes": 5, "certainty": "may_change"},
              {"id": "s2", "number": 2, "action": "Compare two offices nearby.", "why": "Fees differ.", "minutes": 20, "certainty": "stable"},
              {"id": "s3", "number": 3, "action": "Count the notes at the counter.", "why": "Mistakes are settled at once.", "minutes": 10, "certainty": "stable"}
            ]
          },
          "uncertainty_notes": [{"about": "s1", "note": "Rates move during the day."}],
          "verification_steps": [{"about": "s1", "step": "Compare with the central bank's rate."}]
        }
        """;

    private const string Itinerary = """
        {
          "summary": "A slow day by the harbour, with the boat first while the water is still calm.",
          "payload_type": "itinerary",
          "payload": {
            "total_days": 1,
            "days": [
              {"day": 1, "title": "By the harbour", "stops": [
                {"id": "d1s1", "start": "09:00", "minutes": 90, "activity": "Take the first boat round the islands.", "why": "The wind rises at noon.", "certainty": "may_change"},
                {"id": "d1s2", "start": "11:00", "minutes": 60, "activity": "Eat soup at the fish hall.", "why": "It is made fresh.", "certainty": "stable"}
              ]}
            ]
          },
          "uncertainty_notes": [{"about": "d1s1", "note": "Boats stay in when it is windy."}],
          "verification_steps": [{"about": "d1s1", "step": "Look at the board on the quay."}]
        }
        """;

    private static readonly Dictionary<string, string> s_good = new(StringComparer.Ordinal)
    {
        ["checklist"] = Checklist,
        ["tree"] = Tree,
        ["procedure"] = Procedure,
        ["itinerary"] = Itinerary,
    };

    [TestMethod]
    [DataRow("checklist")]
    [DataRow("tree")]
    [DataRow("procedure")]
    [DataRow("itinerary")]
    public void A_good_draft_has_no_issues(string draft) => Assert.IsEmpty(Find(s_good[draft]));

    [TestMethod]
    [DataRow("checklist", "{", "", "not_json", "")]
    [DataRow("checklist", "\"i3\", ", "\"i3\" ", "not_json", "")]
    [DataRow("checklist", "\"days_before\": 60", "\"days_before\": \"60 days\"", "schema", "/payload/items/0/days_before")]
    [DataRow("checklist", "\"certainty\": \"stable\"", "\"certainty\": \"likely\"", "schema", "/payload/items/1/certainty")]
    [DataRow("checklist", ", \"certainty\": \"stable\"", "", "schema", "/payload/items/1")]
    [DataRow("checklist", "\"payload_type\": \"checklist\"", "\"payload_type\": \"list\"", "schema", "/payload_type")]
    [DataRow("checklist", "\"summary\"", "\"tone\": \"kind\", \"summary\"", "schema", "/tone")]
    [DataRow("checklist", "\"days_before\": 14", "\"days_before\": 75", "inconsistent", "/payload/items/1/days_before")]
    [DataRow("checklist", "\"id\": \"i3\"", "\"id\": \"i2\"", "inconsistent", "/payload/items/2/id")]
    [DataRow("checklist", "[{\"about\": \"i1\", \"note\"", "[{\"about\": \"i2\", \"note\": \"Some do not.\"}, {\"about\": \"i9\", \"note\"", "missing_uncertainty", "/uncertainty_notes")]
    [DataRow("checklist", "[{\"about\": \"i1\", \"note\": \"Waiting times differ from office to office.\"}]", "[]", "missing_uncertainty", "/uncertainty_notes")]
    [DataRow("checklist", "[{\"about\": \"i1\", \"step\": \"Ask the passport office how long it takes at present.\"}]", "[]", "missing_verification", "/verification_steps")]
    [DataRow("checklist", "\"about\": \"i1\", \"step\"", "\"about\": \"i2\", \"step\"", "missing_verification", "/verification_steps")]
    [DataRow("checklist", "\"about\": \"i1\", \"step\"", "\"about\": \"i7\", \"step\"", "inconsistent", "/verification_steps/0/about")]
    [DataRow("checklist", "Weekends sell out.", "Weekdays are always empty.", "absolute_claim", "/payload/items/1/why")]
    [DataRow("checklist", "in the order below.", "in the order below. Success is guaranteed!", "absolute_claim", "/summary")]
    [DataRow("checklist", "Weekends sell out.", "It works 100 % of the time.", "absolute_claim", "/payload/items/1/why")]
    [DataRow("checklist", "Two weeks before Rome, settle the passport first and the rest in the order below.", "Settle the passport, then the rest.", "short_summary", "/summary")]
    [DataRow("checklist", "Print the address of the hotel.", "Book the museum for a weekday!", "duplicate_item", "/payload/items/2")]
    [DataRow("checklist", "Print the address of the hotel.", "Renew the passport, if it expires very soon", "duplicate_item", "/payload/items/2")]
    [DataRow("checklist", "Weekends sell out.", "TBD", "placeholder", "/payload/items/1/why")]
    [DataRow("checklist", "Print the address of the hotel.", "Print the address of [your hotel].", "placeholder", "/payload/items/2/item")]
    [DataRow("tree", "\"yes\": \"q2\"", "\"yes\": \"q7\"", "inconsistent", "/payload/questions/0/yes")]
    [DataRow("tree", "\"yes\": \"a2\"", "\"yes\": \"q1\"", "inconsistent", "/payload/questions/1/yes")]
    [DataRow("tree", "\"no\": \"a3\"", "\"no\": \"a2\"", "inconsistent", "/payload/outcomes/2")]
    [DataRow("tree", "\"start\": \"q1\"", "\"start\": \"a1\"", "inconsistent", "/payload/start")]
    [DataRow("tree", "Rent a small car for those days only.", "Stay with buses and your feet", "duplicate_item", "/payload/outcomes/2")]
    [DataRow("tree", "Is there a train to where you go?", "Do you leave the city for more than a day", "duplicate_item", "/payload/questions/1")]
    [DataRow("procedure", "\"total_minutes\": 35", "\"total_minutes\": 50", "inconsistent", "/payload/total_minutes")]
    [DataRow("procedure", "\"number\": 2", "\"number\": 4", "inconsistent", "/payload/steps/1/number")]
    [DataRow("procedure", "Count the notes at the counter.", "Compare two offices nearby", "duplicate_item", "/payload/steps/2")]
    [DataRow("itinerary", "\"start\": \"11:00\"", "\"start\": \"10:00\"", "inconsistent", "/payload/days/0/stops/1/start")]
    [DataRow("itinerary", "\"total_days\": 1", "\"total_days\": 2", "inconsistent", "/payload/total_days")]
    [DataRow("itinerary", "\"day\": 1", "\"day\": 2", "inconsistent", "/payload/days/0/day")]
    [DataRow("itinerary", "\"minutes\": 60", "\"minutes\": 800", "schema", "/payload/days/0/stops/1/minutes")]
    public void A_defect_broken_in_by_hand_is_found(string draft, string old, string given, string kind, string path)
    {
        var good = s_good[draft];
        var at = good.IndexOf(old, StringComparison.Ordinal);
        Assert.IsGreaterThanOrEqualTo(0, at, old);
        var issues = Find(good[..at] + given + good[(at + old.Length)..]);
        Assert.IsTrue(issues.Any(issue => issue.Kind == kind && issue.Path == path), string.Join("\n", issues));
    }

    [TestMethod]
    public async Task Every_kind_of_flaw_is_found_in_every_row_that_can_have_it()
    {
        var (broken, found) = (0, 0);
        foreach (var row in await SampleRun.Plan())
        {
            var ground = DraftGround.Read(row);
            var clean = JsonText.ToText(AnswerBuilder.Build(ground));
            foreach (var kind in IssueKinds.All)
            {
                var draft = DraftFlaws.Apply(AnswerBuilder.Build(ground), [kind], ground);
                Assert.AreNotEqual(clean, draft);
                var expected = kind == IssueKinds.MissingUncertainty && !clean.Contains("may_change", StringComparison.Ordinal) ? IssueKinds.AbsoluteClaim : kind;
                var issues = Find(draft);
                broken++;
                found += issues.Any(issue => issue.Kind == expected) ? 1 : 0;
                Assert.IsTrue(issues.Any(issue => issue.Kind == expected), $"{kind} not found, but {string.Join("\n", issues)}\n{draft}");
            }
        }

        Assert.AreEqual((1080, 1080), (broken, found));
    }

    [TestMethod]
    public async Task Exactly_the_flawed_drafts_are_to_be_revised()
    {
        var (plan, _, critiques) = await SampleRun.ToCritiques();
        foreach (var (row, critique) in plan.Zip(critiques))
        {
            var flawed = DraftFlaws.Choose(DraftGround.Read(row)).Count > 0;
            Assert.AreEqual(flawed ? "revise" : "accept", critique.GetProperty("verdict").GetString(), critique.GetRawText());
        }
    }

    [TestMethod]
    public async Task Every_critique_keeps_to_its_schema()
    {
        var (_, _, critiques) = await SampleRun.ToCritiques();
        foreach (var critique in critiques)
            Assert.IsTrue(critique.GetProperty("schema_ok").GetBoolean(), critique.GetRawText());
    }

    [TestMethod]
    public void The_samples_critique_schema_names_every_kind()
    {
        var kinds = SampleRun.CritiqueSchema.Json.GetProperty("properties").GetProperty("issues").GetProperty("items").GetProperty("properties").GetProperty("kind").GetProperty("enum");
        CollectionAssert.AreEqual(IssueKinds.All.ToArray(), kinds.EnumerateArray().Select(kind => kind.GetString()).ToArray());
    }

    [TestMethod]
    public void Drafts_of_any_other_shape_are_judged_without_a_fault_of_ours()
    {
        foreach (var draft in new[] { "[]", "null", "{}", """{"payload": 3}""", """{"payload": {"items": 1, "steps": [1, "a", null], "days": [[]], "questions": [{"id": "q"}]}}""", """{"a":1,"a":2}""", "```json\n{}\n```" })
            Assert.IsNotEmpty(Find(draft), draft);
    }

    private static IReadOnlyList<CritiqueIssue> Find(string draft)
    {
        var request = new Core.Teachers.TeacherRequest
        {
            Task = "critique",
            Messages = [],
            Teacher = DistillStage.Offline,
            Source = CritiqueSource.Of(draft, SampleRun.Schema),
        };
        var answer = s_rule.Answer(request);
        var errors = SampleRun.CritiqueSchema.Validate(JsonElement.Parse(answer));
        Assert.IsEmpty(errors, string.Join("\n", errors));
        return CritiqueIssue.Read(JsonElement.Parse(answer));
    }
}
