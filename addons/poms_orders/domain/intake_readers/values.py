"""Numbers, dates and units as people write them, in Chinese and in the West.

Everything is read by rule; what is ambiguous is decided by hints of the caller
(`NumberStyle`, `DateStyle`), which it takes from the rest of the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from .tables import FormulaWithoutValue, Value

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
CURRENCY_SIGNS = {"¥": "CNY", "元": "CNY", "RMB": "CNY", "€": "EUR", "$": "USD",
                  "US$": "USD", "£": "GBP"}  # fmt: skip
CURRENCIES = ("CNY", "EUR", "USD", "GBP", "JPY", "HKD", "TWD", "KRW", "CHF", "SEK",
              "PLN", "CZK", "INR", "SGD", "AUD", "CAD")  # fmt: skip
MONTHS = {
    name: index % 12 + 1
    for index, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec "
        "januar februar märz april mai juni juli august september oktober november "
        "dezember january february march april may june july august september "
        "october november december".split()
    )
} | {"sept": 9, "mär": 3, "mrz": 3, "okt": 10, "dez": 12}  # fmt: skip
# Serial numbers of 2000-01-01 and 2100-01-01 in the calendar that starts in 1900.
SERIAL_MIN, SERIAL_MAX = 36526, 73051
_SERIAL_ZERO = datetime(1899, 12, 30)
_BIG = {"万": 10_000, "萬": 10_000}
_EXPONENT = re.compile(r"[-+]?\d+(?:[.,]\d+)?E[-+]?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """`decimal_comma`: 1.234,5; None where nothing in the file tells."""

    decimal_comma: bool | None = None


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How 11/12/2026 is meant, and from which day on 11/22 is the next one."""

    day_first: bool = False
    after: date = date(2000, 1, 1)


def normalise(value: Value) -> str:
    """Text as people mean it: half-width, no invisible characters, one blank."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, Decimal):
        value = format(value, "f")
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    text = unicodedata.normalize("NFKC", str(value)).translate(_INVISIBLE)
    return " ".join(text.split())


# --- numbers


def number_style(texts: Iterable[Value]) -> NumberStyle:
    """What the numbers of one file say of their decimal mark."""
    comma = point = False
    for value in texts:
        if not isinstance(value, str):
            continue
        text = normalise(value)
        for number in re.findall(r"\d[\d.,' ]*\d|\d", text):
            marks = re.findall(r"[.,]", number)
            if not marks:
                continue
            last, tail = marks[-1], len(re.split(r"[.,]", number)[-1])
            if len(set(marks)) == 2:
                comma, point = comma or last == ",", point or last == "."
            elif len(marks) == 1 and tail != 3:
                comma, point = comma or last == ",", point or last == "."
            elif len(marks) > 1:
                # several marks of one kind part thousands: the other is the decimal
                comma, point = comma or last == ".", point or last == ","
    if comma == point:
        return NumberStyle()
    return NumberStyle(comma)


def is_ambiguous_number(value: Value) -> bool:
    """Whether 1.234 could be a thousand as well as a decimal."""
    return isinstance(value, str) and bool(
        re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", normalise(value))
    )


def read_quantity(
    value: Value, style: NumberStyle = NumberStyle()
) -> tuple[Decimal, str]:
    """Return (number, unit) of `12`, `1,200 pcs`, `３套`, `1.2万件`; unit may be "".

    Raises ValueError with the text where there is no number or more than one.
    """
    if isinstance(value, FormulaWithoutValue):
        raise ValueError(str(value))
    if isinstance(value, bool) or isinstance(value, date):
        raise ValueError(str(value))
    if isinstance(value, int | float | Decimal):
        return _exact(value), ""
    text = normalise(value)
    if _EXPONENT.fullmatch(text):
        # what a spreadsheet shows of a longer number: the last digits are lost
        raise ValueError(text)
    # 5- is how SAP writes minus five
    text = re.sub(r"^([\d.,' ]*\d)\s*[-−]$", r"-\1", text)
    match = re.fullmatch(
        r"(?P<sign>[-+−(]?)\s*(?P<number>\d[\d.,' ]*|[.,]\d+)\s*(?P<big>[万萬]?)\s*"
        r"(?P<unit>[^\d\s()][^\d()]{0,19}[23]?|)\)?",
        text,
    )
    if not match:
        raise ValueError(text)
    number = _decimal(match["number"].strip(), style)
    number *= _BIG.get(match["big"], 1)
    if match["sign"] in ("-", "−", "("):
        number = -number
    return number, match["unit"].strip().rstrip(".")


def read_price(
    value: Value, style: NumberStyle = NumberStyle()
) -> tuple[Decimal, str, Decimal | None]:
    """Return (price, currency code or "", per) of `¥1,200.00`, `12,50 EUR/100`.

    Raises ValueError with the text where it is no price.
    """
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _exact(value), "", None
    text = normalise(value)
    per = None
    match = re.search(r"(?:/|per|每|je)\s*(\d+)?\s*[^\d\s]*$", text, re.IGNORECASE)
    head = text[: match.start()] if match else text
    if match and match[1]:
        per = Decimal(match[1])
    currency = find_currency(head)
    bare = re.sub(
        r"(?i)US\$|RMB|人民币|[¥€$£元圆]|\b(?:%s)\b" % "|".join(CURRENCIES), " ", head
    )
    number, unit = read_quantity(bare.strip(), style)
    if unit:
        raise ValueError(text)
    return number, currency, per


def find_currency(text: str) -> str:
    """The code of the currency that a text names, or ""."""
    upper = text.upper()
    for code in CURRENCIES:
        if re.search(rf"(?<![A-Z]){code}(?![A-Z])", upper):
            return code
    for sign in ("US$", "RMB", "人民币", "¥", "€", "£", "$", "元"):
        if sign in upper:
            return CURRENCY_SIGNS.get(sign, "CNY")
    return ""


def _exact(value: int | float | Decimal) -> Decimal:
    if isinstance(value, float):
        # 0.1 + 0.2 of a spreadsheet is 0.3 to whoever typed it
        value = Decimal(repr(round(value, 9)))
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(str(value))
    return number.normalize() if number == number.to_integral() else number


def _decimal(text: str, style: NumberStyle) -> Decimal:
    marks = re.findall(r"[.,]", text)
    digits = re.sub(r"[' ]", "", text)
    if len(set(marks)) == 2:
        comma = marks[-1] == ","
        if marks.count(marks[-1]) > 1:
            raise ValueError(text)
    elif not marks:
        comma = False
    elif len(marks) > 1:
        comma = marks[0] == "."
    elif style.decimal_comma is not None:
        comma = style.decimal_comma
    else:
        # 1,234 is a thousand in China and in English; 12,5 can only be a decimal
        comma = marks[0] == "," and not re.fullmatch(r"\d{1,3},\d{3}", digits)
    thousands, decimal = (".", ",") if comma else (",", ".")
    whole, _, rest = digits.partition(decimal)
    groups = whole.split(thousands)
    if len(groups) > 1 and not (
        1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    ):
        raise ValueError(text)
    try:
        return Decimal(f"{''.join(groups) or '0'}.{rest}" if rest else "".join(groups))
    except InvalidOperation:
        raise ValueError(text) from None


# --- dates

_ISO = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_THREE = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})")
_TWO = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\.?")
_CHINESE = re.compile(r"(?:(今年|明年)\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]*([a-zä]{3,9})\.?[\s,-]*(\d{4}|\d{2})?"
)
_MONTH_DAY = re.compile(
    r"([a-zä]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?:\s*,?\s*(\d{4}))?"
)
_TIME = re.compile(
    r"(?:\s*T\s*|\s+|(?<=[日号]))(?P<half>上午|下午|中午)?\s*(?P<hour>\d{1,2})\s*[:点时h]\s*(?P<minute>\d{2})?"
    r"\s*分?(?::\d{2}(?:\.\d+)?)?\s*(?P<ampm>[ap]m)?\s*(?:Z|Uhr)?$", re.IGNORECASE
)  # fmt: skip
_WEEKDAY = re.compile(
    r"[(\[]?\s*(?:周|星期|礼拜)[一二三四五六日天]\s*[)\]]?"
    r"|^(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]*[.,]+\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\s*(?:前|之前|以前|交货|交|到货))+$|^(?:by|before|bis)\s+", re.IGNORECASE
)


def date_style(texts: Iterable[Value], style: DateStyle) -> DateStyle:
    """`style`, corrected by the dates of one file that can be read in one way only."""
    for value in texts:
        if not isinstance(value, str):
            continue
        text = normalise(value)
        match = _THREE.match(text) or _TWO.fullmatch(text)
        if not match:
            continue
        first, second = int(match[1]), int(match[3] if match.re is _TWO else match[2])
        if first > 12 >= second:
            return DateStyle(True, style.after)
        if second > 12 >= first:
            return DateStyle(False, style.after)
    return style


def is_ambiguous(value: Value) -> bool:
    """Whether a date could be day/month as well as month/day."""
    if not isinstance(value, str):
        return False
    match = _THREE.match(normalise(value))
    return bool(match) and int(match[1]) <= 12 >= int(match[2]) != int(match[1])


def read_date(value: Value, style: DateStyle = DateStyle()) -> date | datetime:
    """Return the day (or moment, where a time is written) that a cell means.

    Reads 2026年11月22日, 2026-11-22, 22.11.2026, 11/22, 20261122, 22 Nov 2026,
    spreadsheet serials, and a time after each of them. A date without a year is the
    next one from 30 days before `style.after`. Raises ValueError with the text.
    """
    if isinstance(value, datetime):
        return value if value.time() != datetime.min.time() else value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    text = normalise(value)
    bare = _TAIL.sub("", _WEEKDAY.sub("", text)).strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", bare):
        return _from_number(float(bare))
    moment = _TIME.search(bare)
    day_text = bare[: moment.start()].strip() if moment else bare
    try:
        day = _read_day(day_text, style)
        return _with_time(day, moment) if moment else day
    except (ValueError, KeyError):
        raise ValueError(text) from None


def _read_day(text: str, style: DateStyle) -> date:
    low = text.lower().strip()
    if match := _ISO.fullmatch(low) or _COMPACT.fullmatch(low):
        return date(*map(int, match.groups()))
    if match := _THREE.fullmatch(low):
        return _three(match, style)
    if match := _CHINESE.fullmatch(low):
        day = _next(int(match[2]), int(match[3]), style)
        if match[1]:
            day = day.replace(year=style.after.year + (match[1] == "明年"))
        return day
    if match := _TWO.fullmatch(low):
        first, second = int(match[1]), int(match[3])
        # a dot is German: 24.12. ; else the file's own order
        day_first = match[2] == "." or style.day_first
        month, day_number = (second, first) if day_first else (first, second)
        if month > 12:
            month, day_number = day_number, month
        return _next(month, day_number, style)
    if match := _DAY_MONTH.fullmatch(low):
        return _named(match[2], match[1], match[3], style)
    if match := _MONTH_DAY.fullmatch(low):
        return _named(match[1], match[2], match[3], style)
    raise ValueError(text)


def _three(match: re.Match[str], style: DateStyle) -> date:
    """Day, month and year in the order of the file; two digits may be a year first."""
    first, second, third = (int(part) for part in match.groups())
    day_first = "." in match[0] or style.day_first
    if first > 12:
        day_first = True
    elif second > 12:
        day_first = False
    day, month = (first, second) if day_first else (second, first)
    if len(match[3]) == 4:
        return date(third, month, day)
    if "." in match[0]:
        return date(2000 + third, month, day)
    tried = []
    for parts in ((2000 + third, month, day), (2000 + first, second, third)):
        try:
            tried.append(date(*parts))
        except ValueError:
            continue
    if not tried:
        raise ValueError(match[0])
    if style.after.year == 2000:
        return tried[0]
    return min(tried, key=lambda found: abs((found - style.after).days))


def _named(month: str, day: str, year: str | None, style: DateStyle) -> date:
    number = MONTHS[month if month in MONTHS else month[:3]]
    if not year:
        return _next(number, int(day), style)
    return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))


def _next(month: int, day: int, style: DateStyle) -> date:
    """The day in this year, or in the next one where it is long over."""
    floor = style.after - timedelta(days=30)
    for year in range(floor.year, floor.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                raise
            continue
        if found >= floor:
            return found
    raise ValueError(f"{month}/{day}")


def _with_time(day: date, match: re.Match[str]) -> datetime:
    hour = int(match["hour"])
    half = (match["half"] or match["ampm"] or "").lower()
    if half in ("下午", "pm") and hour < 12:
        hour += 12
    if half in ("上午", "am") and hour == 12:
        hour = 0
    if hour == 24 and not int(match["minute"] or 0):
        hour, minute = 23, 59
    else:
        minute = int(match["minute"] or 0)
    return datetime(day.year, day.month, day.day, hour, minute)


def _from_number(value: float) -> date | datetime:
    if 20_000_101 <= value <= 20_991_231 and value == int(value):
        text = str(int(value))
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if not SERIAL_MIN <= value < SERIAL_MAX:
        raise ValueError(normalise(value))
    moment = _SERIAL_ZERO + timedelta(days=value)
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return moment if moment.time() != datetime.min.time() else moment.date()
