from abaca.kernel.alike import alike


def test_rows_of_one_kind_stand_together_in_their_order():
    assert alike(["ab", "c", "de", "f"], len) == {2: ["ab", "de"], 1: ["c", "f"]}
    assert alike([], len) == {}
