"""Opens one JPEG or PNG, in a process of its own: `look FILE`, `mark FILE COPY TEXT`."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from services.applications.usecases.confinement import Refused, main

MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG")
# A scale of one eighth is enough to know that a JPEG can be decoded.
SCALE = 8
MARK_WIDTH = 1_600
ANGLE = 30
INK = (128, 0, 0, 150)
# The font that needs no file has no dash.
DASH, HYPHEN = "\N{EN DASH}", "-"


def look(data: bytes) -> None:
    """Refuse `image-too-large` by what the header says, before anything is decoded."""
    with _opened(data) as image:
        if image.format == "PNG":
            image.verify()
            return
        width, height = image.size
        image.draft("RGB", (max(1, width // SCALE), max(1, height // SCALE)))
        image.load()


def mark(data: bytes, copy: str, text: str) -> None:
    """Write a smaller copy with a text across it, as JPEG."""
    with _opened(data) as image:
        image.draft("RGB", (MARK_WIDTH, MARK_WIDTH))
        image.thumbnail((MARK_WIDTH, MARK_WIDTH))
        marked = image.convert("RGBA")
    marked.alpha_composite(_layer(marked.size, text))
    marked.convert("RGB").save(copy, "JPEG", quality=85)


def _opened(data: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(BytesIO(data), formats=FORMATS)
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise Refused("image-too-large")
    return image


def _layer(size: tuple[int, int], text: str) -> Image.Image:
    width, height = size
    font = ImageFont.load_default(max(12, min(size) // 24))
    line = Image.new("RGBA", (2 * max(size), 2 * max(size)))
    draw = ImageDraw.Draw(line)
    step, words = max(40, height // 6), f"{text.replace(DASH, HYPHEN)}      "
    for top in range(0, line.height, step):
        draw.text((0, top), words * 6, font=font, fill=INK)
    turned = line.rotate(ANGLE)
    left, top = (turned.width - width) // 2, (turned.height - height) // 2
    return turned.crop((left, top, left + width, top + height))


if __name__ == "__main__":
    main({"look": look, "mark": mark})
