"""Registered voters of a unit: as its row states, else the sum of what is below it, where all of it is known."""

from __future__ import annotations

from bukti.intake.units import Stations, Unit, arrange


def station(number: int, registered: int | None) -> Stations:
    return Stations("t:a", number, number, registered)


def registered_of(*stations: Stations, stated: int | None = None) -> dict[str, int | None]:
    units = [Unit("t:r", "regency", "R", "r", None), Unit("t:a", "village", "A", "a", "t:r", None, stated)]
    return {u.unit_id: u.registered for u in arrange(units, stations)}


def test_stations_add_up_to_every_unit_above_them() -> None:
    assert registered_of(station(1, 200), station(2, 150)) == {"t:r": 350, "t:a": 350}


def test_one_station_not_known_leaves_the_sum_not_known() -> None:
    assert registered_of(station(1, 200), station(2, None)) == {"t:r": None, "t:a": None}


def test_what_the_units_own_row_states_goes_first() -> None:
    assert registered_of(station(1, 200), stated=999) == {"t:r": 999, "t:a": 999}
