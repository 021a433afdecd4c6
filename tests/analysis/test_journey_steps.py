"""The first steps of journeys against plain loops; every step's flows add up."""

import pytest

from clm_core.analysis.journey_steps import first_steps
from clm_core.journey_columns import CONVERTED, OTHER_CHANNELS
from tests.analysis.journey_worlds import OneJourney, journeys_of, random_world


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("step_count", [3, 6])
@pytest.mark.parametrize("max_channels", [2, 8])
def test_nodes_and_links_are_those_of_a_plain_loop(seed: int, step_count: int, max_channels: int) -> None:
    world = random_world(seed)
    won = [one.steps for one in world if one.conversions]
    found = first_steps(journeys_of(world), step_count, max_channels)
    kept = set(found.channels)
    touched = [step for steps in won for step in steps[:step_count]]
    least = min(touched.count(channel) for channel in kept - {OTHER_CHANNELS})
    assert all(touched.count(channel) <= least for channel in set(touched) - kept)

    def shown(steps: tuple[str, ...], number: int) -> str | None:
        if number > len(steps):
            return None
        if number == len(steps):
            return CONVERTED
        return steps[number] if steps[number] in kept else OTHER_CHANNELS

    nodes: dict[tuple[int, str], int] = {}
    links: dict[tuple[int, str, str], int] = {}
    for steps in won:
        places = [shown(steps, number) for number in range(step_count)]
        for number, place in enumerate(places):
            following = places[number + 1] if number + 1 < step_count else None
            if place is not None:
                nodes[number + 1, place] = nodes.get((number + 1, place), 0) + 1
            if place is not None and following is not None:
                links[number + 1, place, following] = links.get((number + 1, place, following), 0) + 1
    assert {(row.step, row.channel): row.journeys for row in found.nodes.itertuples()} == nodes
    assert {(row.step, row.channel, row.next_channel): row.journeys for row in found.links.itertuples()} == links
    assert found.journey_count == len(won)
    assert found.nodes[found.nodes["step"] == 1]["share"].sum() == pytest.approx(1)


def test_what_flows_out_of_a_step_flows_into_the_next() -> None:
    found = first_steps(journeys_of(random_world(11, channels=10)), 5)
    assert len(found.channels) == 9
    assert found.channels[-1] == OTHER_CHANNELS
    into = found.links.groupby(["step", "next_channel"])["journeys"].sum()
    nodes = found.nodes.set_index(["step", "channel"])["journeys"]
    assert {(step + 1, channel): count for (step, channel), count in into.items()} == {
        place: count for place, count in nodes.items() if place[0] > 1
    }


def test_a_journey_of_one_touch_has_converted_at_the_second_step_and_is_gone_at_the_third() -> None:
    found = first_steps(journeys_of([OneJourney(steps=("a",), conversions=1, value=0, lost=0)]), 3)
    assert found.nodes[["step", "channel"]].to_numpy().tolist() == [[1, "a"], [2, CONVERTED]]
    assert found.links.to_numpy().tolist() == [[1, "a", CONVERTED, 1]]


def test_without_conversions_there_are_no_steps() -> None:
    found = first_steps(journeys_of([]), 4)
    assert (found.channels, found.journey_count, len(found.nodes), len(found.links)) == ((), 0, 0, 0)
