"""The words that WhatsApp writes into a chat, in the languages of the phones that it is exported from.

Half-days are those of Unicode's CLDR, https://cldr.unicode.org/, and what phones write beside; the other words are the
program's own.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["ATTACHED", "DELETED", "EDITED", "OMITTED", "is_afternoon"]

_MORNING: Final = frozenset(
    "a am vorm morgens früh nachts matin ochtends mañana madrugada manhã mattina notte fm förm ap de öö dop dopol rano "
    "ráno утра ночи дп пр sa sáng 上午 凌晨 早上 清晨 오전 午前 ص ق.ظ قبل πμ π.μ לפנהצ בבוקר पूर्वाह्न पूर्व pagi".split()
)
_AFTERNOON: Final = frozenset(
    "p pm nachm nachmittags abends mittags soir middags avonds tarde noche noite pomeriggio sera em ip du ös odp odpol "
    "pop popo po wiecz wieczorem вечера дня пп сл ch chiều tối trưa 下午 晚上 中午 오후 午後 م ب.ظ بعد μμ μ.μ אחהצ "
    "בערב בצהריים अपराह्न siang sore malam".split()
)
_NEITHER: Final = frozenset("uhr h hs hrs hod ч час kl klo um at à om los alle ora ore heure heures godz г".split())

OMITTED: Final = re.compile(
    r"<(?P<a>[^<>\n]{0,60}(?:omitted|omitid[oa]|omis|ausgeschlossen|omess[ia]|weggelaten|utelatt|utelämna|udeladt"
    r"|pominięto|oculta|não revelado|Без медиафайлов|dahil edilmedi|含まれていません|省略|제외|לא נכלל|استبعاد|छोड़"
    r"|tidak disertakan|vynechán|Hiányzó|jätetty pois|παραλείφθηκε)[^<>\n]{0,30})>"
    r"|(?P<b>(?:image|video|audio|GIF|sticker|document|Contact card|media)(?: file)? omitted)",
    re.IGNORECASE,
)
"""What was left out of the export, as a whole message or its first line."""

DELETED: Final = re.compile(
    r"(?:This message was deleted|You deleted this message|This message was deleted by admin [^\n]{1,60}"
    r"|Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht|Se eliminó este mensaje|Eliminaste este mensaje"
    r"|Mensagem apagada|Essa mensagem foi apagada|Você apagou esta mensagem|Ce message a été supprimé"
    r"|Vous avez supprimé ce message|Questo messaggio è stato eliminato|Hai eliminato questo messaggio"
    r"|Dit bericht is verwijderd|Je hebt dit bericht verwijderd|U hebt dit bericht verwijderd"
    r"|Данное сообщение удалено|Вы удалили данное сообщение|Det här meddelandet (?:togs bort|raderades)"
    r"|Du (?:tog bort detta meddelande|raderade det här meddelandet)|Denne besked blev slettet|Du slettede denne besked"
    r"|Denne meldingen ble slettet|Du slettet denne meldingen|Ta wiadomość została usunięta|Usunięto tę wiadomość"
    r"|Bu mesaj silindi|Bu mesajı sildiniz|Tämä viesti poistettiin|Tato zpráva byla odstraněna|Ezt az üzenetet törölték"
    r"|Acest mesaj a fost șters|Αυτό το μήνυμα διαγράφηκε|Pesan ini telah dihapus|Anda telah menghapus pesan ini"
    r"|このメッセージは削除されました|此消息已删除|[你您]已删除(?:此|这条)消息|삭제된 메시지입니다|הודעה זו נמחקה"
    r"|تم حذف هذه الرسالة)[.。]?"
)
"""A message that was taken back."""

EDITED: Final = re.compile(
    r"\s*<(?P<told>[^<>\n]{3,60}(?:edited|bearbeitet|edit[óo]|editad[oa]|modifié|modificato|bewerkt)[^<>\n]{0,30})>\s*$"
)

ATTACHED: Final = re.compile(
    r"attach|adjunt|angehängt|joint|allegat|anexad|bijgevoegd|dołączon|добавлен|прикреп|ekli|bifogad|vedlagt|vedhæft|添付|附"
)
"""What stands in brackets behind the name of a file."""


def is_afternoon(word: str) -> bool | None:
    """Whether a word beside a clock of twelve hours says that it is after noon; None for one that is not known."""
    first = re.split(r"\s", word.casefold().strip(), maxsplit=1)[0].strip(".")
    bare = first.translate({ord(sign): None for sign in '."״׳'})
    for known in (first, bare):
        if known in _AFTERNOON:
            return True
        if known in _MORNING or known in _NEITHER:
            return False
    return None
