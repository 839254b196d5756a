import pytest

from ingest.readers.language import recognise

ENGLISH = (
    "The council said on Monday that the road would be closed until the end of the year, "
    "because the bridge is older than anybody thought."
)


GERMAN = (
    "Die Straße bleibt nach Angaben der Stadt bis zum Ende des Jahres gesperrt, weil die Brücke "
    "älter ist, als man bisher gedacht hatte, und erst geprüft werden muss."
)
SPANISH = (
    "La carretera permanecerá cerrada hasta finales de año porque el puente es más viejo de lo "
    "que se pensaba, según dijo el alcalde en la reunión del lunes por la tarde."
)


@pytest.mark.parametrize(
    ("text", "declared", "found"),
    [
        (ENGLISH, None, "en"),
        (ENGLISH, "de", "en"),
        (GERMAN, "en", "de"),
        (SPANISH, None, "es"),
        ("Too short to tell.", "en-GB", "en"),
        ("Zu kurz.", "de_AT", "de"),
        ("Too short to tell.", None, None),
        ("", "nonsense", None),
    ],
)
def test_recognised(text, declared, found):
    assert recognise(text, declared) == found
