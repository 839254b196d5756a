"""A share of a count, with how sure one can be of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

Z = 1.959964  # 95 %
FEW = 20  # below this a percentage says more than the count can bear


@dataclass(frozen=True, slots=True)
class Rate:
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def few(self) -> bool:
        return self.whole < FEW

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval, 95 % (Wilson 1927; Brown, Cai and DasGupta 2001): right for
        small counts and at both ends, where p ± 1.96 s is not."""
        if not self.whole:
            return None
        n, p = self.whole, self.part / self.whole
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


def rows(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
