"""Taking times, and saying them: p50, p95 and the worst, beside the bare floor and what is aimed at."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import quantiles
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds, sorted."""

    each: tuple[float, ...]

    def share(self, percent: int) -> float:
        """The time that so many percent keep."""
        return (
            self.each[0]
            if len(self.each) < 2
            else quantiles(self.each, n=100, method="inclusive")[percent - 1]
        )


def measured(calls: Iterable[Callable[[], object]]) -> Times:
    """How long each call takes."""
    milliseconds = []
    for call in calls:
        begun = time.perf_counter()
        call()
        milliseconds.append((time.perf_counter() - begun) * 1000)
    return Times(tuple(sorted(milliseconds)))


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """What a call answers, and its seconds."""
    begun = time.perf_counter()
    answer = call()
    return answer, time.perf_counter() - begun


def say(name: str, times: Times, *, floor: Times | None = None, aim: str = "") -> None:
    """One line."""
    p50, p95, worst = times.share(50), times.share(95), times.each[-1]
    ratio = f"{p50 / floor.share(50):8.1f} x floor {floor.share(50):7.2f}" if floor else ""
    print(f"{name:<34}{p50:9.2f}{p95:9.2f}{worst:9.2f} ms  {aim:<12}{ratio}", flush=True)


def tell(name: str, value: str) -> None:
    """One line about anything else."""
    print(f"{name:<34}{value}", flush=True)
