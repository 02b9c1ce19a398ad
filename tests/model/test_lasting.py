from __future__ import annotations

import gc

from gradexplorer.model.lasting import lasting


def test_the_collector_rests_while_lasting_things_are_made() -> None:
    with lasting():
        assert not gc.isenabled()
        made = [[] for _ in range(100)]
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    assert not any(thing is made for thing in gc.get_objects()), "it is not looked at any more"
    gc.unfreeze()
