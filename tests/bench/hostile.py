"""PDFs that mean harm: small on disk, made at once, each a trap for one part of what reads it."""

import random
import zlib

import pymupdf

EMPTY_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
FREE = 0xFFFF


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a file of objects, numbered from 1, of which the first is the catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n%010d %05d f \n" % (size, 0, FREE)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)


def stream(content: bytes, entries: bytes = b"", *, packed: bool = True) -> bytes:
    """Return a stream object, deflated."""
    body = zlib.compress(content, 6) if packed else content
    how = b"/Filter/FlateDecode" if packed else b""
    return b"<</Length %d%s%s>>stream\n%s\nendstream" % (len(body), how, entries, body)


def bomb(content: bytes, times: int, entries: bytes = b"") -> bytes:
    """Return a stream whose content is said so many times over: a megabyte holds a gigabyte."""
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    many = max(1, 60_000 // len(content))
    repeated = block.compress(content * many) + block.flush(zlib.Z_FULL_FLUSH)
    body = b"\x78\x9c" + repeated * (times // many) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(body), entries, body)


def page(resources: bytes = b"", *more: bytes, content: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    """Return a file of one page with resources, whose objects are numbered from 5, and a content stream (4)."""
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s>>>>" % (box, resources)
    content = content if content.startswith(b"<<") else stream(content)
    return pdf(CATALOG, ONE_PAGE, sheet, content, *more)


def form(content: bytes, resources: bytes = b"", entries: bytes = b"") -> bytes:
    """Return a form that a page or another form may draw."""
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<%s>>%s" % (resources, entries)
    return stream(content, head, packed=False)


def forms_doubling(depth: int = 30) -> bytes:
    """Return a page that draws 2 ** depth rectangles, by forms that draw the next one twice."""
    forms = [form(b"/F Do /F Do", b"/XObject<</F %d 0 R>>" % (6 + at)) for at in range(depth)]
    return page(b"/XObject<</F 5 0 R>>", *forms, form(b"1 0 0 rg 9 9 9 9 re f"), content=b"/F Do")


def form_in_itself() -> bytes:
    """Return a page whose form draws itself, directly and by way of another."""
    first = form(b"/F Do /G Do", b"/XObject<</F 5 0 R/G 6 0 R>>")
    return page(b"/XObject<</F 5 0 R>>", first, form(b"/F Do", b"/XObject<</F 5 0 R>>"), content=b"/F Do")


def tiny_rectangles(count: int, seed: int = 0) -> bytes:
    """Return a page with so many tiny rectangles, strewn about."""
    at = random.Random(seed)
    drawn = [
        b"%d %d %d %d re f" % (at.randrange(595), at.randrange(842), *(at.randrange(1, 9),) * 2) for _ in range(count)
    ]
    return page(content=b"\n".join(drawn))


def tiny_lines(count: int, seed: int = 0) -> bytes:
    """Return a page with so many short lines, across and down."""
    at = random.Random(seed)
    places = [(at.randrange(595), at.randrange(842), at.randrange(60), at.random() < 0.5) for _ in range(count)]
    drawn = [b"%d %d m %d %d l S" % (x, y, x + n * across, y + n * (not across)) for x, y, n, across in places]
    return page(content=b"\n".join(drawn))


def tiny_images(count: int, seed: int = 0) -> bytes:
    """Return a page on which one small image stands so many times."""
    at = random.Random(seed)
    drawn = [b"q 4 0 0 4 %d %d cm /I Do Q" % (at.randrange(595), at.randrange(842)) for _ in range(count)]
    picture = stream(b"\xff\0\0" * 4, b"/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceRGB")
    return page(b"/XObject<</I 5 0 R>>", picture, content=b"\n".join(drawn))


def huge_image(side: int = 60_000, bits: int = 8, kind: bytes = b"/Filter/FlateDecode", body: bytes = b"") -> bytes:
    """Return a page with an image of side × side pixels, in a few kilobytes or by its word alone."""
    given = body or zlib.compress(bytes(1_000_000), 9)
    entries = b"/Subtype/Image/Width %d/Height %d/BitsPerComponent %d/ColorSpace/DeviceGray" % (side, side, bits)
    picture = b"<</Length %d%s%s>>stream\n%s\nendstream" % (len(given), kind, entries, given)
    return page(b"/XObject<</I 5 0 R>>", picture, content=b"500 0 0 700 40 40 cm /I Do")


def huge_jpx() -> bytes:
    """Return a page whose JPEG 2000 image claims 2 ** 31 pixels a side in one tile, and ends there."""
    sides = (0x7FFFFFFF).to_bytes(4, "big") * 2 + bytes(8)
    siz = b"\0\0" + sides + sides + b"\0\3" + b"\7\1\1" * 3
    codestream = b"\xff\x4f\xff\x51" + (len(siz) + 2).to_bytes(2, "big") + siz
    return huge_image(kind=b"/Filter/JPXDecode", body=codestream + b"\xff\x93" + bytes(64))


def huge_jbig2() -> bytes:
    """Return a page whose JBIG2 image claims 2 ** 31 pixels a side."""
    side = (0x7FFFFFFF).to_bytes(4, "big")
    segment = b"\0\0\0\0\x30\0\1" + (19).to_bytes(4, "big") + side * 2 + bytes(8) + b"\0\0\0"
    return huge_image(bits=1, kind=b"/Filter/JBIG2Decode", body=segment)


def tiling_bomb() -> bytes:
    """Return a page filled by a pattern whose cell is a thousandth of a point, in cells of the same kind."""
    cell = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .001/YStep .001/Resources<<%s>>"
    inner = stream(b"1 0 0 rg 0 0 1 1 re f", cell % b"")
    outer = stream(b"/Pattern cs /P scn 0 0 1 1 re f", cell % b"/Pattern<</P 6 0 R>>")
    return page(b"/Pattern<</P 5 0 R>>", outer, inner, content=b"/Pattern cs /P scn 0 0 595 842 re f")


def nested_masks(depth: int = 26) -> bytes:
    """Return a page of soft masks in soft masks, each used twice."""
    drawn = b"/S gs 0 0 595 842 re f /S gs 0 0 595 842 re f"
    group = b"/Group<</S/Transparency/CS/DeviceGray>>"
    mask = b"/ExtGState<</S<</SMask<</S/Luminosity/G %d 0 R>>>>>>"
    forms = [form(drawn, mask % (6 + at), group) for at in range(depth)]
    return page(mask % 5, *forms, form(b"0 0 9 9 re f", b"", group), content=drawn)


def many_pages(count: int = 5000, claimed: int | None = None, content: bytes = b"0 0 9 9 re f") -> bytes:
    """Return a file of so many pages with one content, which may claim another number."""
    kids = b" ".join(b"%d 0 R" % (4 + at) for at in range(count))
    sheets = [b"<</Type/Page/Parent 2 0 R/Contents 3 0 R>>"] * count
    font = b"/Resources<</Font<</T<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    head = b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 200 200]%s>>" % (kids, claimed or count, font)
    return pdf(CATALOG, head, content if content.startswith(b"<<") else stream(content), *sheets)


def sheet(box: bytes) -> bytes:
    """Return a file of one page with that MediaBox, a word and a rectangle on it."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    words = b"1 0 0 rg 20 20 60 60 re f BT /T 12 Tf 10 100 Td (a page of any size) Tj ET"
    return page(b"/Font<</T 5 0 R>>", font, content=words, box=box)


def deep(opening: bytes, closing: bytes, depth: int = 1_000_000) -> bytes:
    """Return a file with arrays or dictionaries nested so deep."""
    return pdf(CATALOG, ONE_PAGE, EMPTY_PAGE[:-2] + b"/X " + opening * depth + closing * depth + b">>")


def page_tree_loop() -> bytes:
    """Return a file whose page tree contains itself."""
    return pdf(
        CATALOG, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 4>>", b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 2>>"
    )


def xref_loop() -> bytes:
    """Return a file whose list of objects says that it continues at itself."""
    whole = pdf(CATALOG, ONE_PAGE, EMPTY_PAGE)
    start = whole.index(b"xref\n0")
    return whole.replace(b"/Root", b"/Prev %d/Root" % start)


def objects_in_themselves() -> bytes:
    """Return a file whose compressed objects are said to lie in each other."""
    packed = stream(b"4 0 5 2 [] []", b"/Type/ObjStm/N 2/First 8/Extends 4 0 R")
    table = b"".join(bytes([2, 0, number, 0]) for number in (4, 4, 4, 5, 4, 4))
    head = b"/Type/XRef/Size 6/W[1 2 1]/Root 1 0 R"
    body = b"%%PDF-1.7\n4 0 obj\n%s\nendobj\n" % packed
    return body + b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF" % (stream(table, head), len(body))


def annotations(count: int = 50_000) -> bytes:
    """Return a page with so many links and notes, and scripts that ask for programs and addresses."""
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://127.0.0.1:9/x)>>>>"
    start = b"<</S/Launch/F(/bin/sh)/Next<</S/JavaScript/JS(app.launchURL\\('file:///etc/passwd'\\))>>>>"
    catalog = b"<</Type/Catalog/Pages 2 0 R/OpenAction %s/AA<</WC %s>>>>" % (start, start)
    many = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[%s]>>" % (b"5 0 R " * count)
    return pdf(catalog, ONE_PAGE, many, stream(b"1 0 0 rg 9 9 99 99 re f"), link)


def attachments() -> bytes:
    """Return a page with files attached whose names lead out of any folder."""
    with pymupdf.open() as document:
        document.new_page().draw_rect((50, 50, 300, 300), fill=(0.2, 0.4, 0.6))
        for name in ("../../../../tmp/escaped.txt", "/etc/passwd", "a\n<b>.pdf", "\u202efdp.exe"):
            document.embfile_add(name, b"%PDF-1.7 inside", filename=name, ufilename=name)
        return bytes(document.tobytes())


def type3_in_itself() -> bytes:
    """Return a page in a font whose letter is written in the font itself."""
    letter = stream(b"1000 0 0 0 750 750 d1 BT /T 1 Tf (aa) Tj ET 0 0 500 500 re f", packed=False)
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 97/LastChar 97"
        b"/Widths[1000]/Encoding<</Differences[97/a]>>/CharProcs<</a 5 0 R>>/Resources<</Font<</T 6 0 R>>>>>>"
    )
    return page(b"/Font<</T 6 0 R>>", letter, font, content=b"BT /T 24 Tf 50 500 Td (aaaa) Tj ET")


def font_of(program: bytes, kind: bytes, words: bytes = b"<00410042>", *more: bytes, maps: bytes = b"") -> bytes:
    """Return a page in a two-byte font of that program (``FontFile2`` or ``3``); further objects count from 8."""
    above = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]%s>>" % maps
    below = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>"
    )
    below += b"/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4/%s 7 0 R>>>>" % kind
    written = b"BT /T 12 Tf 50 500 Td %s Tj ET" % words
    return page(b"/Font<</T 5 0 R>>", above, below, stream(program, b"/Subtype/OpenType"), *more, content=written)


def cmap_loop() -> bytes:
    """Return a page in a font whose table of codes begins by using itself."""
    table = b"begincmap /Loop usecmap 1 begincodespacerange <0000> <ffff> endcodespacerange endcmap"
    return font_of(
        b"", b"FontFile2", b"<0041>", stream(table, b"/UseCMap 8 0 R/CMapName/Loop"), maps=b"/ToUnicode 8 0 R"
    )


def unicode_flood(entries: int = 3_000_000) -> bytes:
    """Return a page in a font whose table of codes has so many entries."""
    table = bomb(b"1 beginbfchar <0041> <30423044304630483042> endbfchar\n", entries)
    return font_of(b"", b"FontFile2", b"<00410042>", table, maps=b"/ToUnicode 8 0 R")


def glyph_flood(glyphs: int = 10_000_000) -> bytes:
    """Return a page with so many letters, in lines that lie on one another."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    line = b"BT /T 9 Tf 20 %d Td (" + b"abcdefghij" * 100 + b") Tj ET\n"
    written = b"".join(line % y for y in range(20, 800, 13))
    return page(b"/Font<</T 5 0 R>>", font, content=bomb(written, glyphs // 60_000))


TITLES = {
    "markup": "<script>document.title='run'</script><img src=x onerror=alert(1)>\"'&",
    "controls": "表題\x00\x07\x1b[31m\x1b]0;owned\x07\r\n\t",
    "turned": "\u202egnirts\u2066\u200b\ufeff表題",
    "long": "長い題" * 180_000,
}
"""Titles that would do something to a terminal or a web page, or fill it."""


def titled(title: str) -> bytes:
    """Return a page under that title."""
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 100), "これは題のある文書です。次の文が続きます。", fontname="japan")
        document.set_metadata({"title": title, "producer": title, "author": title})
        return bytes(document.tobytes())


def lone_surrogate() -> bytes:
    """Return a page whose title is half a character."""
    whole = pdf(
        CATALOG, ONE_PAGE, EMPTY_PAGE, b"<</Title<FEFFD83D0041DE00>/Producer<FEFFDC00>>>", trailer=b"/Info 4 0 R"
    )
    return whole.replace(b"/MediaBox[0 0 595 842]", b"/MediaBox[0 0 595 843]")


def archive_too(inside: bytes) -> bytes:
    """Return a page whose file is also a ZIP archive of one file that lies outside of it."""
    name, content = b"../../../tmp/escaped.pdf", inside
    crc, size = zlib.crc32(content), len(content)
    fields = b"\x14\0\0\0\0\0\0\0\0\0" + crc.to_bytes(4, "little") + size.to_bytes(4, "little") * 2
    fields += len(name).to_bytes(2, "little") + b"\0\0"
    local = b"PK\3\4" + fields + name + content
    front = sheet(b"0 0 300 300")
    central = b"PK\1\2\x14\0" + fields + bytes(10) + len(front).to_bytes(4, "little") + name
    places = len(central).to_bytes(4, "little") + (len(front) + len(local)).to_bytes(4, "little")
    return front + local + central + b"PK\5\6" + bytes(4) + b"\1\0\1\0" + places + b"\0\0"


NAMES = [
    "-rf.pdf",
    "--help.pdf",
    "a\nb\r.pdf",
    "あ" * 83 + ".pdf",
    "$(touch escaped);`touch escaped`.pdf",
    "<script>alert(1)<%2Fscript>.pdf",
    "\"' & %00 %s {0} \\u0000.pdf",
    "..%2F..%2Ftmp%2Fescaped.pdf",
    "\u202efdp.pdf",
]
"""File names that would do something to a shell, a path, a terminal or a web page."""
