"""Line drawings of the options that no view shows well: one pen, two fills, one ground."""

from __future__ import annotations

GROUND, PEN, MINT, SAND, RED, WHITE = "#f3f0ea", "#2b2f33", "#a9d3bf", "#e6c98a", "#c8321f", "#fffefb"

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120" width="160" height="120">'
    f'<rect width="160" height="120" fill="{GROUND}"/>'
    f'<g fill="none" stroke="{PEN}" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round">'
)


def path(d, fill="none", **more):
    return f'<path d="{d}" fill="{fill}"{_more(more)}/>'


def circle(x, y, r, fill="none", **more):
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"{_more(more)}/>'


def rect(x, y, w, h, fill="none", round_by=6, **more):
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{round_by}" fill="{fill}"{_more(more)}/>'


def _more(more):
    return "".join(f' {key.replace("_", "-")}="{value}"' for key, value in more.items())


CAR = "M34 80c-7 0-8-4-8-11 0-8 4-13 13-15l14-3c8-12 18-18 32-18 18 0 32 6 40 20 8 2 10 8 10 17 0 7-2 10-8 10"
SEAT = path("M62 24c-6 0-10 5-9 11l6 34h34c7 0 11 3 11 9v6H61c-6 0-9-3-10-8l-8-42c-2-8 6-15 19-10z", MINT)
SNOW = path(
    "M80 30v60M54 45l52 30M106 45 54 75M70 34l10 8 10-8M70 86l10-8 10 8M55 57l2-13-12-3M105 63l-2 13 12 3M105 57l-2-13 12-3M55 63l2 13-12 3"
)


def car(fill=MINT):
    return (
        path(CAR + "H34z", fill) + path("M60 51c6-8 13-11 23-11v12H58zM90 40c12 0 20 3 26 12H90z", WHITE)
        + circle(50, 80, 12, PEN) + circle(50, 80, 5, GROUND, stroke="none")
        + circle(116, 80, 12, PEN) + circle(116, 80, 5, GROUND, stroke="none")
    )  # fmt: skip


def tyre(x, y, r):
    return circle(x, y, r, PEN) + circle(x, y, r * 0.62, WHITE) + circle(x, y, r * 0.2, MINT)


ICONS = {
    "motor.brezza": rect(46, 46, 62, 40, MINT) + rect(56, 32, 42, 14, WHITE, 4) + path("M46 58H32v20h14M108 54h12v24h-12M64 32v-8M77 32v-8M90 32v-8") + path("M66 74c0-8 10-8 10-16 8 4 11 10 11 16a10 10 0 0 1-21 0z", WHITE),
    "motor.scintilla": rect(36, 36, 80, 52, MINT, 10) + rect(116, 52, 10, 20, WHITE, 4) + path("M80 42 62 66h14l-4 18 20-26H77z", SAND),
    "motor.scintilla_lunga": rect(18, 36, 114, 52, MINT, 10) + rect(132, 52, 10, 20, WHITE, 4) + path("M54 42 36 66h14l-4 18 20-26H51zM106 42 88 66h14l-4 18 20-26h-17z", SAND),
    "stickers.none": car(WHITE) + path("M30 100 130 22", stroke=RED, stroke_width=5),
    "accessories.climate": path("M48 72V34a9 9 0 0 1 18 0v38a16 16 0 1 1-18 0z", WHITE) + circle(57, 84, 8, RED) + path("M57 76V46", stroke=RED) + circle(108, 60, 17, SAND) + path("M108 30v-6M108 96v-6M78 60h6M132 60h6M87 39l4 4M129 81l-4-4M129 39l-4 4M87 81l4-4"),
    "accessories.navigation": rect(34, 26, 92, 68, WHITE, 10) + path("M46 84c18-22-6-32 18-42M88 84 114 40M46 60h68", stroke=MINT, stroke_width=6) + path("M84 70c-10-13-15-19-15-26a15 15 0 0 1 30 0c0 7-5 13-15 26z", RED) + circle(84, 44, 5, WHITE),
    "accessories.sound": circle(80, 60, 38, PEN) + circle(80, 60, 26, MINT) + circle(80, 60, 9, WHITE) + path("M128 40c6 12 6 28 0 40M32 40c-6 12-6 28 0 40"),
    "accessories.heated_seats": SEAT + path("M96 26c6 6-6 10 0 18M110 26c6 6-6 10 0 18M124 26c6 6-6 10 0 18", stroke=RED),
    "accessories.armrest": rect(36, 40, 88, 24, MINT, 12) + path("M56 64v26M104 64v26M44 92h72M52 52h56"),
    "accessories.ambient_light": path("M20 54c30-18 90-18 120 0v38H20z", WHITE) + path("M28 66c30-14 74-14 104 0", stroke="#e8a33a", stroke_width=7) + path("M80 38v-16M52 42l-6-14M108 42l6-14", stroke="#e8a33a"),
    "accessories.parking_sensors": path("M24 84c0-20 10-30 26-30h24v44H36c-8 0-12-4-12-14z", MINT) + path("M88 62c6 8 6 20 0 28M100 54c10 14 10 32 0 46M112 46c14 20 14 42 0 60", stroke=RED) + circle(66, 76, 4, PEN),
    "accessories.heat_pump": rect(34, 30, 92, 60, WHITE, 10) + circle(68, 60, 21, MINT) + path("M68 60c-4-10 0-16 6-18M68 60c10-4 16 0 18 6M68 60c4 10 0 16-6 18M68 60c-10 4-16 0-18-6M104 46v28M114 46v28"),
    "accessories.wallbox": rect(50, 22, 44, 62, WHITE, 10) + path("M74 34 62 54h9l-3 14 13-20h-9z", SAND) + path("M72 84c0 20 44 20 44-4V58") + rect(108, 42, 16, 16, MINT, 4) + path("M112 42v-8M120 42v-8"),
    "accessories.winter_tyres": tyre(66, 62, 38) + path("M122 26v28M110 33l24 14M134 33l-24 14", stroke="#3d7fa6"),
    "accessories.floor_mats": path("M42 28h76l10 64H32z", MINT) + path("M50 38h60l7 44H43z", "none", stroke_dasharray="2 7") + path("M62 50h36M60 60h40M58 70h44"),
    "accessories.child_seat": path("M58 26h34c8 0 12 6 11 14l-4 34H60l-8-32c-2-9 0-16 6-16z", MINT) + path("M60 74h42c8 0 12 4 12 10v8H56z", WHITE) + path("M68 30v26l10 10M92 30v26L78 66v8", stroke=RED),
    "accessories.boot_organiser": path("M28 48h104l-8 44H36z", MINT) + path("M63 48l3 44M97 48l-3 44M34 70h92M52 48V34h56v14") + circle(80, 40, 11, SAND),
    "accessories.dog_hammock": path("M22 40c20 50 96 50 116 0", MINT) + path("M22 40v-14M138 40V26") + path("M62 62c0-16 6-26 18-26s18 10 18 26c-6 8-30 8-36 0z", SAND) + path("M62 44l-8-4v16l8 4M98 44l8-4v16l-8 4", PEN) + circle(73, 52, 2, PEN) + circle(87, 52, 2, PEN) + path("M77 60h6"),
    "accessories.picnic_set": path("M34 58h92l-8 36H42z", SAND) + path("M30 50h100v10H30zM54 50c0-34 52-34 52 0", WHITE) + path("M52 70v14M68 70v14M92 70v14M108 70v14M40 76h80"),
    "accessories.flower_vase": path("M70 62h20l4 28c0 6-28 6-28 0z", MINT) + path("M80 62V44") + "".join(circle(80 + dx, 32 + dy, 7, RED) for dx, dy in ((0, -11), (10, -3), (6, 9), (-6, 9), (-10, -3))) + circle(80, 32, 6, SAND) + path("M80 56c8 0 12-4 14-10"),
    "accessories.espresso_maker": path("M58 62h44l6 32H52z", WHITE) + path("M58 62l6-28h32l6 28z", MINT) + path("M64 34h32M76 34v-8h8v8M96 40l10-6M102 66c20-4 22 16 4 20"),
    "accessories.safety_kit": path("M80 24 128 96H32z", WHITE, stroke=RED, stroke_width=8) + path("M80 54v22M69 65h22", stroke=RED, stroke_width=6),
    "accessories.sill_plates": path("M20 94 44 34h96l-12 60z", MINT) + rect(38, 66, 84, 20, WHITE, 4) + path("M52 80c4-10 8-10 8-2s6 4 8-2 6-2 6 4 8 0 10-4 6 0 4 4 12 2 18-2", stroke=RED) + circle(44, 76, 1.5, PEN) + circle(116, 76, 1.5, PEN) + path("M44 34c4-10 10-14 20-14h76v14"),
    "accessories.service_plan": path("M104 28a20 20 0 0 0-25 25L46 86a9 9 0 0 0 13 13l33-33a20 20 0 0 0 25-25l-13 13-13-4-3-12z", MINT) + circle(54, 90, 3, PEN) + path("M40 40l10 10 18-20", stroke="#1d6639", stroke_width=6),
    "packs.inverno": SNOW + circle(80, 60, 8, "#9cc3db"),
    "packs.comfort": path("M30 66c0-8 14-8 14 2v8h72v-8c0-10 14-10 14-2v26H30z", MINT) + path("M42 58c0-18 4-26 14-26h48c10 0 14 8 14 26M80 34v40"),
    "packs.citta": path("M22 94V52h22v42M44 94V28h30v66M74 94V44h26v50M100 94V60h36v34z", WHITE) + path("M54 40h10M54 54h10M54 68h10M84 56h6M84 70h6M110 72h16", stroke=MINT) + path("M14 94h132"),
    "packs.dolce_vita": circle(80, 44, 20, SAND) + path("M16 82c10-10 22-10 32 0s22 10 32 0 22-10 32 0 22 10 32 0M16 98c10-10 22-10 32 0s22 10 32 0 22-10 32 0 22 10 32 0", stroke="#3d7fa6") + path("M80 12v4M48 22l4 4M112 22l-4 4M38 46h4M118 46h4"),
    "packs.rally": path("M36 100V24M36 26h84v46H36z", WHITE) + "".join(rect(36 + 21 * i, 26 + 15.3 * j, 21, 15.3, PEN, 0, stroke="none") for i in range(4) for j in range(3) if (i + j) % 2 == 0),
    "packs.famiglia": circle(52, 38, 13, SAND) + path("M34 94V72c0-12 8-18 18-18s18 6 18 18v22z", MINT) + circle(108, 38, 13, SAND) + path("M90 94V72c0-12 8-18 18-18s18 6 18 18v22z", WHITE) + circle(80, 64, 9, SAND) + path("M68 96v-8c0-8 5-12 12-12s12 4 12 12v8z", RED),
}  # fmt: skip
"""Option → its drawing, on a sheet of 160 × 120."""


def write(folder):
    """One SVG file for each drawing."""
    folder.mkdir(parents=True, exist_ok=True)
    for option, drawing in ICONS.items():
        (folder / f"{option}.svg").write_text(f"{HEAD}{drawing}</g></svg>\n")
