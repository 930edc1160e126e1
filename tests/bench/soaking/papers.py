"""Small PDFs by the hundred, no two alike; a tenth of them broken, each in a way whose end is known."""

import io
import random
import zlib
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import pymupdf
from PIL import Image

IN_A_FOLDER = 500
BROKEN_OF_TEN = 1
SLOW_ONES = 3
"""Of each kind that costs its whole time limit, three times over, no more than this are made."""


class End(NamedTuple):
    """What a document must have come to when nothing is left to do."""

    status: str
    reason: str | None = None


class Paper(NamedTuple):
    """A PDF and its end."""

    kind: str
    content: bytes
    end: End


DONE = End("done")
SUBJECTS = ("岩石", "河川", "森林", "合金", "土壌", "気流", "細胞", "繊維", "結晶", "海流")
VIEWS = ("断面", "表面", "分布", "構造", "変化", "模式", "外観", "配置")


def lay_out(folder: Path, documents: int, seed: int = 0, slow: int = SLOW_ONES) -> dict[str, End]:
    """Write so many PDFs below a folder; return by their names what must become of them."""
    ends = {}
    for number, paper in enumerate(papers(documents, seed, slow)):
        path = folder / f"{number // IN_A_FOLDER:03}" / f"{number:05}-{paper.kind}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(paper.content)
        ends[path.name] = paper.end
    return ends


def papers(documents: int, seed: int = 0, slow: int = SLOW_ONES) -> Iterator[Paper]:
    """Yield so many PDFs, broken ones strewn among the sound, so many of each slow kind."""
    chance = random.Random(seed)
    broken = set(chance.sample(range(documents), documents * BROKEN_OF_TEN // 10))
    kinds = _kinds(slow)
    for number in range(documents):
        if number in broken:
            kind, make, end = next(kinds)
            yield Paper(kind, make(number), end)
        else:
            yield Paper("sound", sound(number), DONE)


def sound(number: int) -> bytes:
    """Return a PDF of one page, or of two, with running text and a captioned figure."""
    chance = random.Random(number)
    subject, view = chance.choice(SUBJECTS), chance.choice(VIEWS)
    with pymupdf.open() as document:
        page = document.new_page()
        _write(page, 80, f"{subject}の{view}について", size=16)
        for line in range(6):
            _write(page, 120 + 18 * line, f"第{number}回の観察では、{subject}の{view}を{line + 1}度に分けて記録した。")
        page.insert_image((150, 260, 450, 480), stream=_picture(chance))
        _write(page, 500, f"図1 試料{number}の{subject}の{view}", at=220, size=10)
        _write(page, 540, f"図1に示すように、試料{number}では{subject}の{view}がはっきりと見える。")
        if number % 2:
            page = document.new_page()
            for line in range(10):
                _write(page, 80 + 18 * line, f"記録{number}の続き{line}。{subject}は季節によって{view}を変える。")
        return bytes(document.tobytes(no_new_id=True))


def _write(page: pymupdf.Page, y: float, text: str, *, at: float = 72, size: float = 11) -> None:
    page.insert_text((at, y), text, fontname="japan", fontsize=size)


def _picture(chance: random.Random) -> bytes:
    """Return a picture of coarse coloured fields: no two of them are alike at any size."""
    fields = Image.frombytes("RGB", (9, 7), chance.randbytes(9 * 7 * 3))
    written = io.BytesIO()
    fields.resize((270, 210), Image.Resampling.BICUBIC).save(written, "PNG")
    return written.getvalue()


def raw(number: int, content: bytes, resources: bytes = b"", *more: bytes, box: bytes = b"0 0 595 842") -> bytes:
    """Return a file of one page from its content stream (object 4); ``more`` objects are numbered from 5."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s>>>>" % (box, resources),
        content if content.startswith(b"<<") else stream(content),
        *more,
    ]
    return _file(number, objects)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)


def _file(number: int, objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%%PDF-1.7\n%% %d\n" % number), []
    for at, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def truncated(number: int) -> bytes:
    """Return what a download that broke off leaves."""
    return sound(number)[: 60 + number % 40]


def empty(_number: int) -> bytes:
    """Return no bytes at all."""
    return b""


def not_a_pdf(number: int) -> bytes:
    """Return a text under a false name."""
    return f"これは{number}番目のPDFではない。".encode()


def noise(number: int) -> bytes:
    """Return a header with noise behind it."""
    return b"%PDF-1.7\n" + random.Random(number).randbytes(3000)


def encrypted(number: int) -> bytes:
    """Return a PDF that nobody has the password of."""
    with pymupdf.open(stream=sound(number)) as document:
        locked = document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="親", user_pw="子")
        return bytes(locked)


def no_pages(number: int) -> bytes:
    """Return a PDF whose page tree is empty."""
    return _file(number, [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"])


def false_xref(number: int) -> bytes:
    """Return a PDF whose table of objects points anywhere: readers mend it."""
    whole = sound(number)
    start = whole.rindex(b"startxref")
    return whole[:start] + b"startxref\n%d\n%%%%EOF\n" % (7 * number)


def lying_count(number: int) -> bytes:
    """Return a PDF that claims more pages than it has: those that are there count."""
    whole = sound(2 * number)
    assert b"/Count 1" in whole
    return whole.replace(b"/Count 1", b"/Count 9")


def blank(number: int) -> bytes:
    """Return a page with nothing on it."""
    return raw(number, b"")


def no_extent(number: int) -> bytes:
    """Return a page without width or height."""
    return raw(number, b"1 0 0 rg 0 0 9 9 re f", box=b"0 0 0 0")


def scan(number: int) -> bytes:
    """Return a picture of a page: where no engine may read it, its text stays unknown."""
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_image(page.rect, stream=_picture(random.Random(number)), keep_proportion=False)
        return bytes(document.tobytes(no_new_id=True))


def missing_font(number: int) -> bytes:
    """Return a page in a font that is neither there nor says what its codes mean."""
    above = b"<</Type/Font/Subtype/Type0/BaseFont/Lost/Encoding/Identity-H/DescendantFonts[6 0 R]>>"
    below = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Lost"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    )
    codes = random.Random(number).randbytes(80).hex().encode()
    return raw(number, b"BT /F 12 Tf 50 500 Td <%s> Tj ET" % codes, b"/Font<</F 5 0 R>>", above, below)


def broken_picture(number: int) -> bytes:
    """Return a sound page whose picture breaks off."""
    with pymupdf.open(stream=sound(number)) as document:
        xref = document[0].get_images()[0][0]
        document.update_stream(xref, document.xref_stream(xref)[:3000])
        return bytes(document.tobytes(no_new_id=True))


def hanging(number: int) -> bytes:
    """Return a page that draws 2 ** 40 rectangles, by forms that draw the next one twice."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<%s>>"
    forms = [stream(b"/F Do /F Do", form % b"/XObject<</F %d 0 R>>" % (6 + at)) for at in range(40)]
    last = stream(b"1 0 0 rg %d 9 9 9 re f" % (number % 99), form % b"")
    return raw(number, b"/F Do", b"/XObject<</F 5 0 R>>", *forms, last)


def swelling(number: int) -> bytes:
    """Return a page with one path of 200 million lines, which are kept until it ends."""
    lines = b"%d 9 l 7 %d l " % ((100 + number % 400,) * 2) * 10_000
    body = b"\x78\x9c" + _deflated(b"0 0 m ") + _deflated(lines) * 10_000 + zlib.compress(b"", 9)[2:]
    return raw(number, stream(body, b"/Filter/FlateDecode"))


def _deflated(content: bytes) -> bytes:
    """Return a piece of a deflated stream that may be said many times over."""
    piece = zlib.compressobj(9, zlib.DEFLATED, -15)
    return piece.compress(content) + piece.flush(zlib.Z_FULL_FLUSH)


Make = Callable[[int], bytes]
QUICK: dict[str, tuple[Make, End]] = {
    "truncated": (truncated, End("rejected", "broken")),
    "not-a-pdf": (not_a_pdf, End("rejected", "not-a-pdf")),
    "noise": (noise, End("rejected", "broken")),
    "encrypted": (encrypted, End("rejected", "encrypted")),
    "no-pages": (no_pages, End("rejected", "no-pages")),
    "false-xref": (false_xref, DONE),
    "lying-count": (lying_count, DONE),
    "blank": (blank, End("rejected", "blank")),
    "no-extent": (no_extent, End("rejected", "needs-ocr")),
    "scan": (scan, End("rejected", "needs-ocr")),
    "missing-font": (missing_font, End("rejected", "needs-ocr")),
    "broken-picture": (broken_picture, DONE),
}
SLOW: dict[str, tuple[Make, End]] = {
    "hanging": (hanging, End("rejected", "hangs")),
    "swelling": (swelling, End("rejected", "too-big")),
}


def _kinds(slow: int) -> Iterator[tuple[str, Make, End]]:
    """Yield kinds of breakage: the slow ones first, a few times, then the empty file, then the others for ever."""
    yield from [(kind, *made) for kind, made in SLOW.items()] * slow
    yield ("empty", empty, End("rejected", "empty"))
    yield from cycle([(kind, *made) for kind, made in QUICK.items()])
