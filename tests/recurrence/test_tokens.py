"""The words of a signature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.recurrence import tokens


@given(st.text())
def test_tokens_are_words(text: str) -> None:
    """Without digits and blanks, the same whatever the case, and the same when taken again."""
    found = tokens(text)
    for word in found:
        assert word
        assert not any(char.isdigit() or char.isspace() for char in word)
    assert found == tokens(" ".join(sorted(found)))
    assert found == tokens(text.casefold())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("12:30, 10.0.0.1 -- INC-1042 srv_mail_01 0x80070005!", set()),
        ("Outlook crashes", {"outlook", "crashes"}),
        ("OUTLOOK crashes", {"outlook", "crashes"}),
        ("Wi-Fi is down", {"wi", "fi", "down"}),
        ("The printer on floor 3 doesn't print", {"printer", "floor", "doesn", "print"}),
        ("L'imprimante ne marche pas", {"imprimante", "ne", "marche", "pas"}),
        ("Straße gesperrt", {"strasse", "gesperrt"}),
        ("Cafe\u0301", {"café"}),
        ("プリンター 故障", {"プリンター", "故障"}),
        ("सर्वर बंद", {"सर्वर", "बंद"}),
        ("Принтер не печатает", {"принтер", "не", "печатает"}),
        ("NAS and DOS on the OS", {"nas", "dos", "os"}),
        ("\u00b4 \u0301", set()),
    ],
)
def test_tokens_by_hand(text: str, expected: set[str]) -> None:
    """In several languages and scripts."""
    assert expected == tokens(text)
