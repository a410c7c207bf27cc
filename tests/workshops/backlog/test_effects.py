"""The verdict of an action: the tables of rule 15, what cannot be compared, which readings speak of which action."""
from datetime import date

import pytest
from django.core.management import call_command

from tests.workshops import scene
from workshops.backlog import actions, comparisons, effects, queries, wording
from workshops.backlog.models import MeasuredEffect

OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))
NOVEMBER = (date(2026, 11, 1), date(2026, 12, 1))


@pytest.fixture
def box(telecom):
    return scene.journey(telecom)


@pytest.fixture
def guide(box):
    return scene.silence(box)


def measured(box, action, before, after, **options):
    scene.reading(box, *OCTOBER, {"guide": before})
    later = scene.reading(box, *NOVEMBER, {"guide": after}, **options)
    return actions.measure_effects(reading=later)[0] if action else None


@pytest.mark.parametrize(
    ("before", "after", "size", "direction", "verdict"),
    [
        ((1000, 620), (1000, 500), 10, "less", "changed"),
        ((1000, 620), (1000, 500), 30, "less", "changed"),  # less than hoped, but moved the right way
        ((1000, 500), (1000, 620), 10, "less", "worse"),
        ((1000, 620), (1000, 615), 10, "less", "unchanged"),
        ((40, 24), (40, 22), 10, "less", "undecidable"),
        ((1000, 500), (1000, 620), 10, "more", "changed"),
        ((1000, 620), (1000, 500), 10, "more", "worse"),
        ((1000, 620), (1000, 620), 100, "less", "unchanged"),
    ],
)
def test_the_verdict_follows_the_interval_and_the_expected_size(claire, box, guide, before, after, size, direction, verdict):
    action = scene.announced(claire, guide, size=size, direction=direction)
    effect = measured(box, action, before, after)
    assert effect.verdict == verdict
    assert effect.obstacle == ""
    assert effect.low <= effect.difference <= effect.high
    assert (effect.due_before, effect.due_after) == (before[0], after[0])


def test_the_interval_is_newcombe_s_in_points(claire, box, guide):
    effect = measured(box, scene.announced(claire, guide), (12, 9), (15, 4))
    assert (effect.low, effect.difference, effect.high) == (pytest.approx(-70.6, abs=1), pytest.approx(-48.3, abs=0.1),
                                                            pytest.approx(-10.2, abs=1))  # fmt: skip


def test_without_an_earlier_reading_one_cannot_tell(claire, box, guide):
    scene.announced(claire, guide)
    [effect] = actions.measure_effects(reading=scene.reading(box, *NOVEMBER, {"guide": (1000, 500)}))
    assert (effect.verdict, effect.obstacle, effect.before) == ("undecidable", "no_before", None)


def test_small_groups_stay_masked_in_effects(claire, box, guide):
    effect = measured(box, scene.announced(claire, guide), (10, 8), (900, 100))
    assert (effect.verdict, effect.obstacle, effect.difference, effect.due_before) == ("undecidable", "few", None, None)


def test_a_broken_instrument_is_not_a_silence(claire, box, guide):
    effect = measured(box, scene.announced(claire, guide), (500, 300), (500, 500, {"instrument": "check", "rate": None}))
    assert (effect.verdict, effect.obstacle) == ("undecidable", "instrument")


def test_unequal_follow_up_is_not_compared(claire, box, guide):
    scene.announced(claire, guide)
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    short = scene.reading(box, date(2026, 11, 1), date(2026, 11, 12), {"guide": (400, 100)})
    [effect] = actions.measure_effects(reading=short)
    assert (effect.verdict, effect.obstacle) == ("undecidable", "follow_up")


def test_a_changed_expectation_is_not_compared(claire, box, guide):
    scene.announced(claire, guide)
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    scene.publish(box, (scene.Touchpoint(**(scene.GUIDE.as_dict() | {"due_after": 14, "counts": ()})), scene.HELP))
    [effect] = actions.measure_effects(reading=scene.reading(box, *NOVEMBER, {"guide": (1000, 100)}))
    assert (effect.verdict, effect.obstacle) == ("undecidable", "expectation")


def test_new_words_for_the_same_expectation_are_compared(claire, box, guide):
    scene.announced(claire, guide)
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    scene.publish(box, (scene.Touchpoint(**(scene.GUIDE.as_dict() | {"label": "Guide", "counts": ()})), scene.HELP))
    [effect] = actions.measure_effects(reading=scene.reading(box, *NOVEMBER, {"guide": (1000, 100)}))
    assert effect.verdict == "changed"


def test_a_segment_is_measured_on_its_own_figures(claire, box, telecom):
    elders = scene.silence(box, segment_by="age", segment_value="65+")
    scene.announced(claire, elders)
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)}, segments=[("age", "65+", 200, 160), ("age", "other", 800, 460)])
    later = scene.reading(box, *NOVEMBER, {"guide": (1000, 520)}, segments=[("age", "65+", 200, 60), ("age", "other", 800, 460)])
    [effect] = actions.measure_effects(reading=later)
    assert (effect.verdict, effect.due_before, effect.due_after) == ("changed", 200, 200)


def test_a_segment_that_was_not_read_cannot_be_told(claire, box):
    scene.announced(claire, scene.silence(box, segment_by="age", segment_value="65+"))
    effect = measured(box, True, (1000, 620), (1000, 500))
    assert effect.obstacle == "absent"


def test_a_reading_judges_an_action_once(claire, box, guide):
    scene.announced(claire, guide)
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    later = scene.reading(box, *NOVEMBER, {"guide": (1000, 500)})
    assert len(actions.measure_effects(reading=later)) == 1
    assert actions.measure_effects(reading=later) == []
    assert MeasuredEffect.objects.count() == 1


def test_every_later_reading_gives_its_own_answer(claire, box, guide):
    action = scene.announced(claire, guide)
    measured(box, action, (1000, 620), (1000, 615))
    scene.reading(box, date(2026, 12, 1), date(2027, 1, 1), {"guide": (1000, 300)})
    actions.measure_pending(space=box.space)
    assert [effect.verdict for effect in action.effects.order_by("after__window_to")] == ["unchanged", "changed"]
    assert queries.last_effect(action).verdict == "changed"


def test_readings_from_before_the_action_say_nothing_of_it(claire, box, guide):
    scene.announced(claire, guide, start=date(2026, 11, 20))
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    scene.reading(box, *NOVEMBER, {"guide": (1000, 500)})  # mostly before the 20th
    assert comparisons.unjudged(box.space) == []


def test_readings_that_are_not_ready_or_of_other_journeys_wait(claire, telecom, box, guide):
    scene.announced(claire, guide)
    scene.reading(box, *NOVEMBER, {"guide": (1000, 500)}, status="computing")
    scene.reading(scene.journey(telecom, "other"), *NOVEMBER, {"guide": (1000, 500)})
    assert comparisons.unjudged_readings(telecom) == []


def test_an_action_nobody_accepted_is_not_judged(claire, box, guide):
    scene.action(claire, silence=guide)
    scene.reading(box, *NOVEMBER, {"guide": (1000, 500)})
    assert actions.measure_pending(space=box.space) == []


def test_the_command_judges_what_waits_and_prints_it(claire, box, guide, capsys):
    scene.announced(claire, guide)
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    scene.reading(box, *NOVEMBER, {"guide": (1000, 500)})
    call_command("measure_effects", space="telecom")
    printed = capsys.readouterr().out
    assert '"measured": 1' in printed and '"changed"' in printed


def test_a_drawing_keeps_zero_in_the_middle_and_everything_inside():
    half = effects.reach([-15, 6, -20])
    strip = effects.strip(-11, -15, -6, -20, half)
    assert half == 25
    assert strip.zero == effects.STRIP_WIDTH / 2
    assert effects.STRIP_MARGIN <= strip.target < strip.low < strip.dot < strip.high < strip.zero


def test_effects_are_said_in_words_with_their_interval(claire, box, guide, settings):
    from django.utils import translation

    action = scene.announced(claire, guide, size=20)
    effect = measured(box, action, (1000, 620), (1000, 510))
    with translation.override("en"):
        assert wording.figures(effect) == "−11 points [−15; −7]"
        assert wording.target(action) == "aimed at −20 by 31 December 2026"
        assert wording.sentence(effect, action).startswith("Reduced: −11 points [−15; −7], aimed at −20")
    with translation.override("fr"):
        assert wording.signed(-0.2) == "0"


def test_a_reading_made_as_long_lifts_the_obstacle(claire, box, guide):
    action = scene.announced(claire, guide)
    scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    scene.reading(box, date(2026, 11, 1), date(2026, 11, 12), {"guide": (400, 100)})
    [effect] = actions.measure_pending(space=box.space)
    assert effect.obstacle == "follow_up"
    assert actions.measure_pending(space=box.space) == []  # nothing new to compare with
    as_long = scene.reading(box, date(2026, 10, 1), date(2026, 10, 12), {"guide": (400, 260)})
    [effect] = actions.measure_pending(space=box.space)
    assert (effect.verdict, effect.obstacle, effect.before) == ("changed", "", as_long)
    assert action.effects.count() == 1


def test_the_longer_reading_is_read_again_over_as_many_days(claire, box, guide, telecom):
    from journeys.logs.models import EventLog

    log = EventLog.objects.create(space=telecom, title="Octobre", digest="x" * 64, status="ready", timezone="UTC")
    scene.announced(claire, guide)
    long = scene.reading(box, *OCTOBER, {"guide": (1000, 620)})
    type(long).objects.filter(pk=long.pk).update(log=log)
    scene.reading(box, date(2026, 11, 1), date(2026, 11, 12), {"guide": (400, 100)})
    [effect] = actions.measure_pending(space=telecom)
    longer, window = comparisons.equal_window(MeasuredEffect.objects.select_related("before__log", "after__log").get())
    assert (longer, window) == (long, {"from": "2026-10-01", "to": "2026-10-11"})


def test_a_reading_too_short_to_compare_does_not_hide_an_earlier_answer(claire, box, guide):
    action = scene.announced(claire, guide)
    measured(box, action, (1000, 620), (1000, 500))
    scene.reading(box, date(2026, 12, 1), date(2026, 12, 4), {"guide": (40, 10)})
    actions.measure_pending(space=box.space)
    assert action.effects.count() == 2 and queries.last_effect(action).verdict == "changed"
