"""Boxes of components by their statistics."""

import numpy as np

from pipeline.ocr.segmentation.components import Boxes, find_components

BOXES = Boxes(np.array([[1, 2, 10, 20, 99], [30, 40, 5, 5, 25]], np.int32))


def test_edges_follow_from_place_and_size():
    assert BOXES.right.tolist() == [11, 35] and BOXES.bottom.tolist() == [22, 45]
    assert BOXES.middle_y.tolist() == [12.0, 42.5]
    assert BOXES.area.tolist() == [99, 25]


def test_a_choice_of_boxes_is_boxes():
    assert len(BOXES) == 2
    assert BOXES[BOXES.width > 5].left.tolist() == [1]
    assert BOXES[np.array([1, 0])].top.tolist() == [40, 2]
    assert len(BOXES[1:]) == 1


def test_boxes_lie_around_their_ink():
    ink = np.zeros((30, 40), np.uint8)
    ink[5:9, 10:20] = 255
    boxes = Boxes(find_components(ink)[1])[1:]
    assert [boxes.left[0], boxes.top[0], boxes.right[0], boxes.bottom[0]] == [
        10,
        5,
        20,
        9,
    ]
    assert boxes.area[0] == 40
