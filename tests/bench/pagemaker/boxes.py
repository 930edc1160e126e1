"""Tables and console boxes: figures made of text and rules."""

import random

from pagemaker.prose import Words, escaped

COMMANDS = (
    "$ ls -l", "$ cd work/src", "$ gcc -O2 -o main main.c", "$ ./main input.dat", "# systemctl restart httpd",
    "> summary(data)", "$ python3 plot.py --out fig.png", "C:\\> ipconfig /all",
    "$ git clone https://example.jp/repo.git",
    "$ make install", "$ tar xzf archive.tar.gz", "mysql> select * from users;",
)  # fmt: skip
OUTPUTS = (
    "total 24", "-rw-r--r-- 1 user users 1024 Apr  1 10:00 main.c", "step=1000 energy=-3.2417", "Done.",
    "OK (12 files)",
    "   Min. 1st Qu.  Median    Mean 3rd Qu.    Max.", "  1.200   2.350   3.100   3.274   4.025   6.900",
    "処理が完了しました", "error: file not found", "Connected to 192.0.2.10 port 22",
    "drwxr-xr-x 2 user users 4096 Apr  1 10:02 data",
)  # fmt: skip
CODE = (
    "for (int i = 0; i < n; i++) {", "    sum += x[i] * w[i];", "}", "def mean(values):",
    "    return sum(values) / len(values)",
    "int main(void) {", '    printf("結果 = %d\\n", sum);', "    return 0;", "if value > limit:",
    "    raise ValueError(value)",
    "# 平均を求める", "import numpy as np", "x = np.linspace(0, 1, 100)",
)  # fmt: skip


def console(words: Words, width: float, height: float) -> str:
    """Return lines of a terminal or of code in a ruled or grey box; it is as high as its lines, ``height`` at most."""
    chance, size = words.chance, words.chance.uniform(6.5, 8.5)
    lines = max(3, min(chance.randint(5, 14), int((height - 10) / (size * 1.4))))
    said = (
        [chance.choice(COMMANDS), *chance.sample(OUTPUTS, min(lines - 1, 6))] if chance.random() < 0.55 else list(CODE)
    )
    said = (said + list(CODE))[:lines]
    look = chance.choice(
        [
            "border:.75pt solid #444",
            "background:#eee",
            "background:#f5f5ef;border:.75pt solid #bbb",
            "background:#1e1e1e;color:#ddd",
            "border:1.5pt double #333",
        ]
    )
    rows = "".join(f"<div>{escaped(line)}</div>" for line in said)
    return (
        f"<div style=\"width:{width}pt;{look};padding:4pt 6pt;font:{size:.1f}pt/1.4 'Noto Sans Mono CJK JP',monospace;"
        f'white-space:pre;overflow:hidden;text-align:left">{rows}</div>'
    )


def table(words: Words, width: float, height: float) -> str:
    """Return a ruled, three-line or striped table; it is as high as its rows, ``height`` at most."""
    chance, size = words.chance, words.chance.uniform(6.5, 9)
    columns = max(2, min(chance.randint(3, 6), int(width / (size * 6))))
    rows = max(2, min(chance.randint(4, 9), int(height / (size * 2.1)) - 1))
    look, room = _look(chance), int(width / columns / size) - 1
    head = "".join(f"<th>{escaped(words.label_text(max(2, room)))}</th>" for _ in range(columns))
    body = "".join(f"<tr>{_row(words, columns, room)}</tr>" for _ in range(rows))
    name = f"t{chance.getrandbits(40):x}"
    css = (
        f".{name}{{width:{width}pt;border-collapse:collapse;font-size:{size:.1f}pt;line-height:1.5;table-layout:fixed}}"
    )
    cells = f".{name} th,.{name} td{{padding:.2em .4em;overflow:hidden;white-space:nowrap}}"
    return (
        f'<style>{css}{cells}{look.replace("T", "." + name)}</style><table class="{name}"><tr>{head}</tr>{body}</table>'
    )


def _row(words: Words, columns: int, room: int) -> str:
    first = f'<td style="text-align:left">{escaped(words.label_text(max(2, room)))}</td>'
    return first + "".join(f'<td style="text-align:right">{_amount(words.chance)}</td>' for _ in range(columns - 1))


def _amount(chance: random.Random) -> str:
    return chance.choice(
        [f"{chance.randint(1, 9999):,}", f"{chance.uniform(0, 100):.1f}", f"{chance.randint(1, 99)}％", "－"]
    )


def _look(chance: random.Random) -> str:
    tint = chance.choice(["#dce6f1", "#eee", "#fde9d9", "#e2efd9", "#ddd"])
    return chance.choice(
        [
            f"T th,T td{{border:.75pt solid #444}} T th{{background:{tint}}}",
            "T th,T td{border:.75pt solid #777}",
            "T{border-top:1.5pt solid #000;border-bottom:1.5pt solid #000} T th{border-bottom:.75pt solid #000}",
            f"T tr:nth-child(even) td{{background:{tint}}} T th{{background:#555;color:#fff}}",
            f"T th,T td{{border-bottom:.75pt solid #999}} T th{{background:{tint};border-top:1pt solid #333}}",
        ]
    )
