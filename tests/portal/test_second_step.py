from abaca.portal.doors import SecondStepDoor


def test_the_secret_of_the_second_step_lies_sealed():
    door = SecondStepDoor()
    stored = door.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert stored != door.encrypt("JBSWY3DPEHPK3PXP")
    assert door.decrypt(stored) == "JBSWY3DPEHPK3PXP"
