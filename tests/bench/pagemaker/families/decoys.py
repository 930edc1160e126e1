"""Pages full of what is no figure (logos, rules, frames, codes, grounds), and posters."""

import random
from collections.abc import Callable, Sequence

from pagemaker.document import A3, A4, B5, Made, family
from pagemaker.families.imprint import MIXED, Block, Imprint, Text
from pagemaker.ornaments import banner, icon, logo, ornament, qr
from pagemaker.prose import Words, escaped


def decoy(name: str, html: str, style: str = "") -> str:
    """Return the HTML marked as no figure."""
    return f'<div data-decoy="{name}" data-ink style="{style}">{html}</div>'


def letterhead(style: Imprint) -> Block:
    """Return a logo beside the name of who publishes."""
    size = style.chance.uniform(26, 44)
    mark = decoy("logo", logo(style.words, round(size * style.chance.uniform(1, 2.6), 1), round(size, 1)))
    name = f'<div style="font-weight:700;font-size:{style.pt + 3}pt">{escaped(style.title)}</div>'
    parts = [mark, name] if style.chance.random() < 0.6 else [name, mark]
    return Block(f'<div class="row" style="align-items:center">{"".join(parts)}</div>', size)


def rule(style: Imprint) -> Block:
    """Return a thin rule over the whole width, as an image-like bar or a dotted line."""
    look = style.chance.choice(
        (
            f"height:{style.chance.uniform(1, 5):.1f}pt;background:{style.accent}",
            f"border-top:1.5pt dotted {style.accent};height:2pt",
            f"height:4pt;background:linear-gradient(90deg,{style.accent},#fff)",
            "border-top:0.6pt solid #000;border-bottom:2pt solid #000;height:5pt",
        )
    )
    return Block(decoy("rule", "", look), 6)


def headline(style: Imprint) -> Block:
    """Return a banner picture that bears the title of a page."""
    height = style.chance.uniform(34, 70)
    return Block(decoy("banner", banner(style.words, round(style.body_width, 1), round(height, 1))), height)


def code(style: Imprint) -> Block:
    """Return a QR code beside the sentence that invites to read on."""
    size = style.chance.uniform(38, 62)
    said = style.chance.choice(
        ("詳しくは市のホームページをご覧ください。", "動画はこちらから", "お申し込みはこちら", "問い合わせ先")
    )
    call = f"電話 0{style.chance.randint(20, 99)}-555-01{style.chance.randint(10, 99)}"
    text = f'<div style="font-size:{style.pt * 0.9:.1f}pt">{said}<br>{call}</div>'
    side = style.chance.choice(("flex-end", "flex-start"))
    inner = f"{text}{decoy('qr', qr(style.words, round(size, 1), round(size, 1)))}"
    return Block(f'<div style="display:flex;gap:8pt;align-items:center;justify-content:{side}">{inner}</div>', size)


def framed(style: Imprint) -> Block:
    """Return a text box (囲み記事) with a heading, in a rule or on a ground."""
    look = style.chance.choice(
        (
            f"border:0.8pt solid {style.accent}",
            f"background:{style.tint}",
            f"border:1.5pt double #444;background:{style.tint}",
            f"border:0.6pt dashed {style.accent};border-radius:8pt",
        )
    )
    height = style.leading * style.chance.randint(3, 7)
    inner = style.prose(style.body_width - 18, height)
    name = style.chance.choice(("コラム", "メモ", "ポイント", "解説", "お知らせ"))
    head = f'<div style="font-weight:700;color:{style.accent}">{name}　{escaped(style.words.heading())}</div>'
    return Block(decoy("frame", head + inner, f"{look};padding:5pt 9pt"), height + style.leading + 12)


def iconed(style: Imprint) -> Block:
    """Return a heading with an icon before it."""
    size = round(style.heading_pt * 1.3, 1)
    head = style.heading()
    mark = decoy("icon", icon(style.words, size, size))
    return Block(f'<div style="display:flex;gap:5pt;align-items:center">{mark}{head.html}</div>', head.height + 3)


def flourish(style: Imprint) -> Block:
    """Return an ornament in the middle of the column."""
    width, height = style.chance.uniform(60, 200), style.chance.uniform(8, 16)
    inner = ornament(style.words, round(width, 1), round(height, 1))
    return Block(decoy("ornament", inner, f"margin:0 auto;width:{width:.1f}pt"), height)


def ground(style: Imprint) -> str:
    """Return a coloured ground that lies under a whole page, or under a side of it."""
    width = style.width if style.chance.random() < 0.5 else style.left * style.chance.uniform(0.4, 0.75)
    hue = style.chance.randint(0, 359)
    paint = f"linear-gradient({style.chance.randint(0, 180)}deg,hsl({hue} 60% 96%),hsl({hue} 50% 90%))"
    place = f"position:absolute;left:0;top:0;width:{width:.1f}pt;height:{style.height - 0.75:.1f}pt;background:{paint}"
    return decoy("background", "", place)


DECOYS: tuple[Callable[[Imprint], Block], ...] = (rule, framed, framed, flourish, code, iconed)


@family("decoys")
def decoys(chance: random.Random, words: Words) -> Made:
    """A few captioned figures among logos, rules, banners, codes, ornaments, grounds and text boxes."""
    style, sheets = Imprint(chance, words), []
    under = ground(style) if chance.random() < 0.5 else ""
    for page in range(chance.randint(2, 3)):
        opening = chance.choice((letterhead, headline))(style) if page == 0 else iconed(style)
        blocks: list[Block | Text] = [opening]
        for _ in range(chance.randint(1, 2)):
            drawn = style.draw(style.body_width * chance.uniform(0.4, 0.7), chance.uniform(90, 150), MIXED)
            block = style.captioned(drawn, numbered=chance.random() < 0.7)
            says = (style.cite(drawn),) if drawn.id in style.cited else ()
            blocks += [Text(says), block, chance.choice(DECOYS)(style)]
        closing = [chance.choice((framed, flourish, rule))(style), chance.choice((code, rule, flourish))(style)]
        if fixed(blocks) + fixed(closing) > style.body_height * 0.8:
            closing = closing[1:]
        sheets.append(style.sheet(style.stack(style.body_width, style.body_height, [*blocks, Text(), *closing]), under))
    return Made(style.css(), sheets)


def fixed(blocks: Sequence[Block | Text]) -> float:
    """Return the height that the blocks take, running text left out."""
    return sum(each.height for each in blocks if isinstance(each, Block))


def panel(style: Imprint, width: float, height: float, *, captioned: bool) -> str:
    """Return a part of a poster: a heading, text, and pictures under which small captions stand."""
    chance = style.chance
    count = chance.randint(1, 2)
    tall = height * chance.uniform(0.4, 0.54) / count
    blocks: list[Block | Text] = [style.heading()]
    for _ in range(count):
        drawn = style.draw(width * chance.uniform(0.75, 1.0), tall, MIXED)
        shown = style.captioned(drawn, above=False, numbered=captioned)
        blocks += [Text((style.cite(drawn),) if captioned and chance.random() < 0.6 else ()), shown]
    return style.stack(width, height, [*blocks, Text()] if chance.random() < 0.6 else blocks)


def masthead(style: Imprint, height: float) -> str:
    """Return the title of a poster on a band, with its authors and a logo."""
    look = (
        f"background:{style.accent};color:#fff"
        if style.chance.random() < 0.6
        else f"border-bottom:3pt solid {style.accent}"
    )
    big = f"font-size:{height * 0.34:.0f}pt;line-height:{height * 0.5:.0f}pt;font-weight:700"
    title = f'<div style="{big}">{escaped(style.title)}</div>'
    names = style.chance.choice(("総合研究所　環境部門", "県立高等学校　科学部", "大学院工学研究科", "市民協働課"))
    inner = f'{title}<div style="line-height:{height * 0.3:.0f}pt">{names}</div>'
    mark = decoy("logo", logo(style.words, 60, 30), "position:absolute;right:12pt;top:8pt")
    box = (
        f"position:relative;height:{height:.0f}pt;padding:4pt 16pt;text-align:center;overflow:hidden;white-space:nowrap"
    )
    return f'<div style="{box};{look}">{inner}{mark}</div>'


@family("posters")
def posters(chance: random.Random, words: Words) -> Made:
    """One big page of columns, with headings and many pictures with small captions."""
    size = chance.choice((A3, A4, B5, A3))
    scale = size[0] / 842
    style = Imprint(chance, words, size, pt=(8 + 3 * scale, 9 + 5 * scale), margin=(22, 40))
    style.head = style.folio = "none"
    count = chance.choice((2, 3)) if size == A3 else 2
    top, numbered = style.height * 0.075, chance.random() < 0.7
    height, width = style.body_height - top - 14, (style.body_width - 16 * (count - 1)) / count
    parts = chance.randint(2, 3) if size == A3 else 2
    columns = []
    for _ in range(count):
        panels = [panel(style, width, height / parts - 12, captioned=numbered) for _ in range(parts)]
        columns.append(f'<div style="display:flex;flex-direction:column;gap:12pt">{"".join(panels)}</div>')
    inner = f'{masthead(style, top)}<div class="row" style="margin-top:12pt">{"".join(columns)}</div>'
    return Made(style.css(), [style.sheet(inner)])
