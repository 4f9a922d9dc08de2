"""Secondary suppression by what linear programmes leave open."""

import numpy as np

from surveys.disclosure.cells import Relation
from surveys.disclosure.suppression import Requirement, System, suppressed

FIVE = Requirement(width=5.0)


def hide(values: list[float], relations: list[Relation], *, floor: float = 10) -> np.ndarray:
    numbers = np.array(values)
    system = System(numbers, numbers, relations, bounded=False)
    return suppressed(system, numbers < floor, FIVE, numbers)


def test_the_smallest_other_town_goes_with_a_town_that_would_follow_from_the_sum():
    hidden = hide([6, 40, 60, 106], [Relation(3, (0, 1, 2))])
    assert hidden.tolist() == [True, True, False, False]


def test_nothing_more_is_hidden_where_two_are_and_their_sum_leaves_both_open():
    hidden = hide([6, 9, 60, 75], [Relation(3, (0, 1, 2))])
    assert hidden.tolist() == [True, True, False, False]


def test_two_that_are_almost_nobody_together_need_a_third():
    # together 3: each lies between 0 and 3
    hidden = hide([1, 2, 40, 60, 103], [Relation(4, (0, 1, 2, 3))])
    assert hidden.tolist() == [True, True, True, False, False]


def test_a_table_of_two_directions_is_hidden_in_rectangles():
    # rows a, b; columns x, y: ax ay bx by | a b | x y
    values = [5, 50, 60, 70, 55, 130, 65, 120]
    relations = [
        Relation(4, (0, 1)),
        Relation(5, (2, 3)),
        Relation(6, (0, 2)),
        Relation(7, (1, 3)),
    ]
    hidden = hide(values, relations)
    system = System(np.array(values, float), np.array(values, float), relations, bounded=False)
    reached = system.reached(0, system.component(0, hidden))
    assert reached is None or np.ptp(reached[0][:, 0]) >= 5


def test_a_lone_part_takes_its_whole_with_it():
    hidden = hide([4, 4, 50, 54], [Relation(1, (0,)), Relation(3, (1, 2))])
    assert hidden[2] or hidden[3]


def test_what_is_too_dear_is_never_hidden():
    values = np.array([6.0, 40.0, 46.0])
    system = System(values, values, [Relation(2, (0, 1))], bounded=False)
    hidden = suppressed(system, values < 10, FIVE, np.array([1.0, 40.0, np.inf]))
    assert hidden.tolist() == [True, True, False]


def test_means_near_the_top_are_open_only_as_a_crowds():
    sizes = np.array([20.0, 25.0, 60.0, 105.0])
    content = sizes * 0.995
    system = System(content, sizes, [Relation(3, (0, 1, 2))], bounded=True)
    hidden = suppressed(system, sizes < 30, Requirement(of_size=0.1, crowd=30), sizes)
    assert hidden.tolist() == [True, True, False, False]
    # a single one is not hidden in a crowd however near the top it lies
    alone = np.array([20.0, 45.0, 60.0, 125.0])
    system = System(alone * 1.0, alone, [Relation(3, (0, 1, 2))], bounded=True)
    hidden = suppressed(system, alone < 30, Requirement(of_size=0.1, crowd=30), alone)
    assert hidden.sum() == 2


def test_a_group_that_two_sums_fix_together_is_determined():
    # c = a + b and d = a + b + e: e follows although it stands beside hidden ones
    values = np.array([3.0, 4.0, 7.0, 5.0, 12.0])
    relations = [Relation(2, (0, 1)), Relation(4, (0, 1, 3))]
    system = System(values, values, relations, bounded=False)
    assert system.determined(3, [0, 1, 3])
    assert not system.determined(0, [0, 1, 3])
