"""What the process keeps of the memory of large arrays: counted in pages that the system had to clear."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import resource
import sys
import numpy as np
import engine

print(engine.tune_allocator({largest}) if {largest} else None)
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
np.ones({numbers})
before = faults()
for _ in range(10):
    np.ones({numbers})
print(faults() - before)
"""
BYTES = 48 << 20


def run(largest: int) -> tuple[str, int]:
    program = PROGRAM.format(largest=largest, numbers=BYTES // 8)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    told, faults = done.stdout.split()
    return told, int(faults)


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or platform.libc_ver()[0] != "glibc", reason="of the GNU C library"
)
def test_the_memory_of_large_arrays_is_kept() -> None:
    told, untuned = run(0)
    assert told == "None"
    told, tuned = run(1 << 30)
    assert told == "True"
    assert tuned < 0.1 * untuned
    told, smaller = run(1 << 25)  # the arrays are larger than that
    assert told == "True"
    assert smaller > 0.9 * untuned


@pytest.mark.skipif(sys.platform.startswith("linux"), reason="where there may be the GNU C library")
def test_elsewhere_nothing_is_done() -> None:
    import engine

    assert engine.tune_allocator() is False
